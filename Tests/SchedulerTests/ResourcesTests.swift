import KubeAPI
import Schema
import Testing

@testable import Scheduler

@Suite struct ResourcesTests {
    private func container(_ cpu: String, always: Bool = false) -> Container {
        Container {
            $0.resources = ResourceRequirements { $0.requests = ["cpu": Quantity(cpu) ?? .zero] }
            if always { $0.restartPolicy = "Always" }
        }
    }

    @Test func anInitContainerCountsOnlyWhenItAsksForMore() {
        let spec = PodSpec {
            $0.containers = [container("100m"), container("200m")]
            $0.initContainers = [container("250m")]
        }
        #expect(Resources.requested(by: spec).milliCPU == 300)
        #expect(
            Resources.requested(
                by: PodSpec {
                    $0.containers = [container("100m")]
                    $0.initContainers = [container("1")]
                }
            ).milliCPU == 1000)
    }

    @Test func aContainerThatGoesOnRunningCountsBesideTheOthers() {
        let spec = PodSpec {
            $0.containers = [container("100m")]
            $0.initContainers = [container("50m", always: true), container("80m")]
            $0.overhead = ["cpu": Quantity(milli: 10)]
        }
        #expect(Resources.requested(by: spec).milliCPU == 160)
    }
}
