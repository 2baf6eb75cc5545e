extension InternalForm {
    /// The types of other groups that errors print.
    static let otherTypes = """
        VolumeAttachmentSpec: Attacher, Source VolumeAttachmentSource, NodeName
        VolumeAttachmentSource: PersistentVolumeName *s, InlineVolumeSpec *PersistentVolumeSpec
        PersistentVolumeSpec: Capacity {}q, ^PersistentVolumeSource, AccessModes []s, ClaimRef *ObjectReference, \
        PersistentVolumeReclaimPolicy, StorageClassName, MountOptions []s, VolumeMode *s, NodeAffinity *VolumeNodeAffinity, \
        VolumeAttributesClassName *s
        VolumeNodeAffinity: Required *NodeSelector
        CSINodeDriver: Name, NodeID=nodeID, TopologyKeys []s, Allocatable *VolumeNodeResources
        VolumeNodeResources: Count *i
        PodFailurePolicy: Rules []PodFailurePolicyRule
        PodFailurePolicyRule: Action, OnExitCodes *OnExitCodes, OnPodConditions []OnPodConditions
        OnExitCodes: ContainerName *s, Operator, Values []i
        OnPodConditions: Type, Status
        SuccessPolicy: Rules []SuccessPolicyRule
        SuccessPolicyRule: SucceededIndexes *s, SucceededCount *i
        IPAddressSpec: ParentRef *ParentReference
        ParentReference: Group, Resource, Namespace, Name
        ResourceClaimTemplateSpec: ^Metadata, Spec ResourceClaimSpec
        ResourceClaimSpec: Devices DeviceClaim
        DeviceClaim: Requests []DeviceRequest, Constraints []DeviceConstraint, Config []DeviceClaimConfiguration
        DeviceRequest: Name, Exactly *ExactDeviceRequest, FirstAvailable []DeviceSubRequest
        ExactDeviceRequest: DeviceClassName, Selectors []DeviceSelector, AllocationMode, Count i, AdminAccess *b, \
        Tolerations []Toleration, Capacity *CapacityRequirements
        DeviceSubRequest: Name, DeviceClassName, Selectors []DeviceSelector, AllocationMode, Count i, \
        Tolerations []Toleration, Capacity *CapacityRequirements
        DeviceSelector: CEL *CELDeviceSelector
        CELDeviceSelector: Expression
        CapacityRequirements: Requests {}q
        DeviceConstraint: Requests []s, MatchAttribute *s, DistinctAttribute *s
        DeviceClaimConfiguration: Requests []s, ^DeviceConfiguration
        DeviceConfiguration: Opaque *OpaqueDeviceConfiguration
        OpaqueDeviceConfiguration: Driver, Parameters r
        AllocationResult: Devices DeviceAllocationResult, NodeSelector *NodeSelector, AllocationTimestamp *s
        DeviceAllocationResult: Results []DeviceRequestAllocationResult, Config []DeviceAllocationConfiguration
        DeviceRequestAllocationResult: Request, Driver, Pool, Device, AdminAccess *b, Tolerations []Toleration, \
        BindingConditions []s, BindingFailureConditions []s, ShareID=shareID *s, ConsumedCapacity {}q
        DeviceAllocationConfiguration: Source, Requests []s, ^DeviceConfiguration
        """
}
