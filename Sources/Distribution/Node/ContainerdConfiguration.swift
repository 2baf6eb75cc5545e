import Files
import Processes

/// The configuration of a node's own containerd (1.6 and newer, configuration version 2).
///
/// Root, state and socket lie below the node's directory, so it shares nothing with a containerd of the host or of
/// another node.
struct ContainerdConfiguration {
    let layout: NodeLayout
    /// Without CAP_SYS_RESOURCE no process may lower its OOM score; containers are then started with what is allowed.
    let mayLowerOOMScore: Bool
    /// Whether the kernel confines by AppArmor; containers then get the runtime's default profile.
    var hasAppArmor = FileSystem.exists("/sys/kernel/security/apparmor/profiles") && Command.find("apparmor_parser") != nil

    func text() -> String {
        """
        version = 2
        root = "\(layout.containerdRoot)"
        state = "\(layout.containerdState)"
        # What a node does not use costs start-up time.
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
          "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp",
          "io.containerd.internal.v1.tracing", "io.containerd.internal.v1.restart",
        ]

        [debug]
        level = "warn"

        [grpc]
        address = "\(layout.containerdSocket)"

        [ttrpc]
        address = "\(layout.containerdSocket).ttrpc"

        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "\(PauseImage.name)"
        stream_server_address = "127.0.0.1"
        stream_server_port = "0"
        restrict_oom_score_adj = \(!mayLowerOOMScore)
        netns_mounts_under_state_dir = true
        disable_apparmor = \(!hasAppArmor)
        device_ownership_from_security_context = true

        [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = "overlayfs"
        default_runtime_name = "runc"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "\(layout.cniPrograms)"
        conf_dir = "\(layout.cniConfigurations)"
        max_conf_num = 1

        """
    }
}
