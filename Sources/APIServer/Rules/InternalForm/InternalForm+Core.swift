extension InternalForm {
    /// The types of the core group that errors print.
    static let coreTypes = """
        PodTemplateSpec: ^Metadata, Spec PodSpec
        Metadata: name os, generateName os, namespace os, labels o{}s, annotations o{}s, ownerReferences o[]OwnerReference, \
        finalizers o[]s
        OwnerReference: apiVersion, kind, name, uid, controller ob, blockOwnerDeletion ob
        Selector: matchLabels o{}s, matchExpressions o[]SelectorRequirement
        SelectorRequirement: key, operator, values o[]s
        PodSpec: Volumes []Volume, InitContainers []Container, Containers []Container, EphemeralContainers []EphemeralContainer, \
        RestartPolicy, TerminationGracePeriodSeconds *i, ActiveDeadlineSeconds *i, DNSPolicy, NodeSelector {}s, \
        ServiceAccountName, AutomountServiceAccountToken *b, NodeName, SecurityContext PodSecurityContext, \
        ImagePullSecrets []LocalObjectReference, Hostname, Subdomain, SetHostnameAsFQDN *b, Affinity *Affinity, SchedulerName, \
        Tolerations []Toleration, HostAliases []HostAlias, PriorityClassName, Priority *i, PreemptionPolicy *s, \
        DNSConfig *PodDNSConfig, ReadinessGates []PodReadinessGate, RuntimeClassName *s, Overhead {}q, EnableServiceLinks *b, \
        TopologySpreadConstraints []TopologySpreadConstraint, OS *PodOS, SchedulingGates []PodSchedulingGate, \
        ResourceClaims []PodResourceClaim, Resources *ResourceRequirements, HostnameOverride *s, \
        SchedulingGroup *PodSchedulingGroup
        PodSecurityContext: HostNetwork b, HostPID=hostPID b, HostIPC=hostIPC b, ShareProcessNamespace *b, HostUsers *b, \
        SELinuxOptions *SELinuxOptions, WindowsOptions *WindowsOptions, RunAsUser *i, RunAsGroup *i, RunAsNonRoot *b, \
        SupplementalGroups []i, SupplementalGroupsPolicy *s, FSGroup *i, FSGroupChangePolicy *s, Sysctls []Sysctl, \
        SeccompProfile *Profile, AppArmorProfile *Profile, SELinuxChangePolicy *s
        SecurityContext: Capabilities *Capabilities, Privileged *b, SELinuxOptions *SELinuxOptions, \
        WindowsOptions *WindowsOptions, RunAsUser *i, RunAsGroup *i, RunAsNonRoot *b, ReadOnlyRootFilesystem *b, \
        AllowPrivilegeEscalation *b, ProcMount *s, SeccompProfile *Profile, AppArmorProfile *Profile
        Capabilities: Add []s, Drop []s
        SELinuxOptions: User, Role, Type, Level
        WindowsOptions: GMSACredentialSpecName *s, GMSACredentialSpec *s, RunAsUserName *s, HostProcess *b
        Profile: Type, LocalhostProfile *s
        Sysctl: Name, Value
        LocalObjectReference: Name
        PodSchedulingGroup: PodGroupName *s
        Container: ^ContainerCommon
        EphemeralContainer: ^ContainerCommon, TargetContainerName
        ContainerCommon: Name, Image, Command []s, Args []s, WorkingDir, Ports []ContainerPort, EnvFrom []EnvFromSource, \
        Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy *s, \
        RestartPolicyRules []ContainerRestartRule, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, \
        LivenessProbe *Probe, ReadinessProbe *Probe, StartupProbe *Probe, Lifecycle *Lifecycle, TerminationMessagePath, \
        TerminationMessagePolicy, ImagePullPolicy, SecurityContext *SecurityContext, Stdin b, StdinOnce b, TTY b
        ContainerPort: Name, HostPort i, ContainerPort i, Protocol, HostIP
        EnvFromSource: Prefix, ConfigMapRef *OptionalReference, SecretRef *OptionalReference
        OptionalReference: Name, Optional *b
        EnvVar: Name, Value, ValueFrom *EnvVarSource
        EnvVarSource: FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, ConfigMapKeyRef *KeySelector, \
        SecretKeyRef *KeySelector, FileKeyRef *FileKeySelector
        ObjectFieldSelector: APIVersion, FieldPath
        ResourceFieldSelector: ContainerName, Resource, Divisor q
        KeySelector: Name, Key, Optional *b
        FileKeySelector: VolumeName, Path, Key, Optional *b
        ResourceRequirements: Limits {}q, Requests {}q, Claims []ResourceClaim
        ResourceClaim: Name, Request
        ContainerResizePolicy: ResourceName, RestartPolicy
        ContainerRestartRule: Action, ExitCodes *ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes: Operator, Values []i
        VolumeMount: Name, ReadOnly b, RecursiveReadOnly *s, MountPath, SubPath, MountPropagation *s, SubPathExpr
        VolumeDevice: Name, DevicePath
        Probe: ^ProbeHandler, InitialDelaySeconds i, TimeoutSeconds i, PeriodSeconds i, SuccessThreshold i, \
        FailureThreshold i, TerminationGracePeriodSeconds *i
        ProbeHandler: Exec *ExecAction, HTTPGet *HTTPGetAction, TCPSocket *TCPSocketAction, GRPC *GRPCAction
        ExecAction: Command []s
        HTTPGetAction: Path, Port p, Host, Scheme, HTTPHeaders []HTTPHeader
        HTTPHeader: Name, Value
        TCPSocketAction: Port p, Host
        GRPCAction: Port i, Service *s
        Lifecycle: PostStart *LifecycleHandler, PreStop *LifecycleHandler, StopSignal *s
        LifecycleHandler: Exec *ExecAction, HTTPGet *HTTPGetAction, TCPSocket *TCPSocketAction, Sleep *SleepAction
        SleepAction: Seconds i
        Toleration: Key, Operator, Value, Effect, TolerationSeconds *i
        HostAlias: IP, Hostnames []s
        PodDNSConfig: Nameservers []s, Searches []s, Options []PodDNSConfigOption
        PodDNSConfigOption: Name, Value *s
        PodReadinessGate: ConditionType
        TopologySpreadConstraint: MaxSkew i, TopologyKey, WhenUnsatisfiable, LabelSelector *Selector, MinDomains *i, \
        NodeAffinityPolicy *s, NodeTaintsPolicy *s, MatchLabelKeys []s
        PodOS: Name
        PodSchedulingGate: Name
        PodResourceClaim: Name, ResourceClaimName *s, ResourceClaimTemplateName *s
        Affinity: NodeAffinity *NodeAffinity, PodAffinity *PodAffinity, PodAntiAffinity *PodAffinity
        NodeAffinity: RequiredDuringSchedulingIgnoredDuringExecution *NodeSelector, \
        PreferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
        NodeSelector: NodeSelectorTerms []NodeSelectorTerm
        NodeSelectorTerm: MatchExpressions []NodeSelectorRequirement, MatchFields []NodeSelectorRequirement
        NodeSelectorRequirement: Key, Operator, Values []s
        PreferredSchedulingTerm: Weight i, Preference NodeSelectorTerm
        PodAffinity: RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, \
        PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
        PodAffinityTerm: LabelSelector *Selector, Namespaces []s, TopologyKey, NamespaceSelector *Selector, MatchLabelKeys []s, \
        MismatchLabelKeys []s
        WeightedPodAffinityTerm: Weight i, PodAffinityTerm PodAffinityTerm
        Volume: Name, ^VolumeSource
        VolumeSource: HostPath *HostPath, EmptyDir *EmptyDir, GCEPersistentDisk *GCEDisk, \
        AWSElasticBlockStore *AWSDisk, GitRepo *GitRepo, Secret *SecretVolume, NFS *NFS, ISCSI *ISCSI, Glusterfs *Glusterfs, \
        PersistentVolumeClaim *ClaimVolume, RBD *RBD, Quobyte *Quobyte, FlexVolume *FlexVolume, Cinder *Cinder, CephFS=cephfs *CephFS, \
        Flocker *Flocker, DownwardAPI *DownwardAPIVolume, FC *FC, AzureFile *AzureFile, ConfigMap *ConfigMapVolume, \
        VsphereVolume *Vsphere, AzureDisk *AzureDisk, PhotonPersistentDisk *PhotonDisk, Projected *ProjectedVolume, \
        PortworxVolume *Portworx, ScaleIO=scaleIO *ScaleIO, StorageOS=storageos *StorageOS, CSI *CSI, Ephemeral *EphemeralVolume, \
        Image *ImageVolume
        HostPath: Path, Type *s
        EmptyDir: Medium, SizeLimit *q
        GCEDisk: PDName, FSType, Partition i, ReadOnly b
        AWSDisk: VolumeID=volumeID, FSType, Partition i, ReadOnly b
        GitRepo: Repository, Revision, Directory
        SecretVolume: SecretName, Items []KeyToPath, DefaultMode *i, Optional *b
        KeyToPath: Key, Path, Mode *i
        NFS: Server, Path, ReadOnly b
        ISCSI: TargetPortal, IQN, Lun i, ISCSIInterface, FSType, ReadOnly b, Portals []s, DiscoveryCHAPAuth=chapAuthDiscovery b, \
        SessionCHAPAuth=chapAuthSession b, SecretRef *LocalObjectReference, InitiatorName *s
        Glusterfs: EndpointsName=endpoints, Path, ReadOnly b
        ClaimVolume: ClaimName, ReadOnly b
        RBD: CephMonitors=monitors []s, RBDImage=image, FSType, RBDPool=pool, RadosUser=user, Keyring, \
        SecretRef *LocalObjectReference, ReadOnly b
        Quobyte: Registry, Volume, ReadOnly b, User, Group, Tenant
        FlexVolume: Driver, FSType, SecretRef *LocalObjectReference, ReadOnly b, Options {}s
        Cinder: VolumeID=volumeID, FSType, ReadOnly b, SecretRef *LocalObjectReference
        CephFS: Monitors []s, Path, User, SecretFile, SecretRef *LocalObjectReference, ReadOnly b
        Flocker: DatasetName, DatasetUUID
        DownwardAPIVolume: Items []DownwardAPIVolumeFile, DefaultMode *i
        DownwardAPIVolumeFile: Path, FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, Mode *i
        FC: TargetWWNs=targetWWNs []s, Lun *i, FSType, ReadOnly b, WWIDs=wwids []s
        AzureFile: SecretName, ShareName, ReadOnly b
        ConfigMapVolume: Name, Items []KeyToPath, DefaultMode *i, Optional *b
        Vsphere: VolumePath, FSType, StoragePolicyName, StoragePolicyID
        AzureDisk: DiskName, DataDiskURI=diskURI, CachingMode *s, FSType *s, ReadOnly *b, Kind *s
        PhotonDisk: PdID=pdID, FSType
        ProjectedVolume: Sources []VolumeProjection, DefaultMode *i
        VolumeProjection: Secret *KeyProjection, DownwardAPI *DownwardAPIProjection, ConfigMap *KeyProjection, \
        ServiceAccountToken *ServiceAccountTokenProjection, ClusterTrustBundle *ClusterTrustBundleProjection, \
        PodCertificate *PodCertificateProjection
        KeyProjection: Name, Items []KeyToPath, Optional *b
        DownwardAPIProjection: Items []DownwardAPIVolumeFile
        ServiceAccountTokenProjection: Audience, ExpirationSeconds i, Path
        ClusterTrustBundleProjection: Name *s, SignerName *s, LabelSelector *Selector, Optional *b, Path
        PodCertificateProjection: SignerName, KeyType, MaxExpirationSeconds *i, CredentialBundlePath, KeyPath, \
        CertificateChainPath, UserAnnotations {}s
        Portworx: VolumeID=volumeID, FSType, ReadOnly b
        ScaleIO: Gateway, System, SecretRef *LocalObjectReference, SSLEnabled b, ProtectionDomain, StoragePool, StorageMode, \
        VolumeName, FSType, ReadOnly b
        StorageOS: VolumeName, VolumeNamespace, FSType, ReadOnly b, SecretRef *LocalObjectReference
        CSI: Driver, ReadOnly *b, FSType *s, VolumeAttributes {}s, NodePublishSecretRef *LocalObjectReference
        EphemeralVolume: VolumeClaimTemplate *ClaimTemplate
        ClaimTemplate: ^Metadata, Spec PersistentVolumeClaimSpec
        ImageVolume: Reference, PullPolicy
        PersistentVolumeClaimSpec: AccessModes []s, Selector *Selector, Resources VolumeResourceRequirements, VolumeName, \
        StorageClassName *s, VolumeMode *s, DataSource *TypedLocalObjectReference, DataSourceRef *TypedObjectReference, \
        VolumeAttributesClassName *s
        VolumeResourceRequirements: Limits {}q, Requests {}q
        TypedLocalObjectReference: APIGroup *s, Kind, Name
        TypedObjectReference: APIGroup *s, Kind, Name, Namespace *s
        PersistentVolumeSource: GCEPersistentDisk *GCEDisk, AWSElasticBlockStore *AWSDisk, HostPath *HostPath, \
        Glusterfs *GlusterfsVolume, NFS *NFS, RBD *RBDVolume, Quobyte *Quobyte, ISCSI *ISCSIVolume, FlexVolume *FlexOfVolume, \
        Cinder *CinderVolume, CephFS=cephfs *CephFSVolume, FC *FC, Flocker *Flocker, AzureFile *AzureFileVolume, \
        VsphereVolume *Vsphere, AzureDisk *AzureDisk, PhotonPersistentDisk *PhotonDisk, PortworxVolume *Portworx, \
        ScaleIO=scaleIO *ScaleIOVolume, Local *LocalVolume, StorageOS=storageos *StorageOSVolume, CSI *CSIVolume
        SecretReference: Name, Namespace
        GlusterfsVolume: EndpointsName=endpoints, Path, ReadOnly b, EndpointsNamespace *s
        RBDVolume: CephMonitors=monitors []s, RBDImage=image, FSType, RBDPool=pool, RadosUser=user, Keyring, \
        SecretRef *SecretReference, ReadOnly b
        ISCSIVolume: TargetPortal, IQN, Lun i, ISCSIInterface, FSType, ReadOnly b, Portals []s, \
        DiscoveryCHAPAuth=chapAuthDiscovery b, SessionCHAPAuth=chapAuthSession b, SecretRef *SecretReference, InitiatorName *s
        FlexOfVolume: Driver, FSType, SecretRef *SecretReference, ReadOnly b, Options {}s
        CinderVolume: VolumeID=volumeID, FSType, ReadOnly b, SecretRef *SecretReference
        CephFSVolume: Monitors []s, Path, User, SecretFile, SecretRef *SecretReference, ReadOnly b
        AzureFileVolume: SecretName, ShareName, ReadOnly b, SecretNamespace *s
        ScaleIOVolume: Gateway, System, SecretRef *SecretReference, SSLEnabled b, ProtectionDomain, StoragePool, StorageMode, \
        VolumeName, FSType, ReadOnly b
        LocalVolume: Path, FSType *s
        StorageOSVolume: VolumeName, VolumeNamespace, FSType, ReadOnly b, SecretRef *ObjectReference
        ObjectReference: Kind, Namespace, Name, UID, APIVersion, ResourceVersion, FieldPath
        CSIVolume: Driver, VolumeHandle, ReadOnly b, FSType, VolumeAttributes {}s, \
        ControllerPublishSecretRef *SecretReference, NodeStageSecretRef *SecretReference, \
        NodePublishSecretRef *SecretReference, ControllerExpandSecretRef *SecretReference, \
        NodeExpandSecretRef *SecretReference
        """
}
