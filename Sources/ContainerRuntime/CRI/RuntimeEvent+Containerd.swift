import SwiftProtobuf

typealias CRIMessage = SwiftProtobuf.Message

extension RuntimeEvent {
    /// `nil` for events that say nothing of a container's first process.
    init?(_ envelope: Containerd_V1_Envelope) {
        let payload = envelope.event.value
        switch envelope.topic {
        case "/tasks/exit":
            guard let exit = try? Containerd_V1_TaskExit(serializedBytes: payload), exit.id == exit.containerID else {
                return nil
            }
            self.init(kind: .exited, containerID: exit.containerID)
        case "/tasks/start", "/tasks/oom":
            guard let event = try? Containerd_V1_TaskEvent(serializedBytes: payload) else { return nil }
            self.init(kind: envelope.topic == "/tasks/oom" ? .outOfMemory : .started, containerID: event.containerID)
        default: return nil
        }
    }
}
