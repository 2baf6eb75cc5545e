import SwiftProtobuf

extension CRIClient {
    package func image(_ reference: String) async throws -> RuntimeImage? {
        let request = Runtime_V1_ImageStatusRequest.with { $0.image.image = reference }
        let answer: Runtime_V1_ImageStatusResponse = try await imageService(
            "ImageStatus", request, timeout: .seconds(30))
        return answer.hasImage ? answer.image.plain : nil
    }

    package func images() async throws -> [RuntimeImage] {
        let answer: Runtime_V1_ListImagesResponse = try await imageService(
            "ListImages", Runtime_V1_ListImagesRequest(), timeout: .seconds(30))
        return answer.images.map(\.plain)
    }

    package func pullImage(_ reference: String, credentials: RegistryCredentials?) async throws -> String {
        let request = Runtime_V1_PullImageRequest.with {
            $0.image.image = reference
            guard let credentials else { return }
            $0.auth.username = credentials.userName
            $0.auth.password = credentials.password
            $0.auth.serverAddress = credentials.server
        }
        let answer: Runtime_V1_PullImageResponse = try await imageService("PullImage", request, timeout: .seconds(1800))
        return answer.imageRef
    }

    package func removeImage(_ reference: String) async throws {
        let request = Runtime_V1_RemoveImageRequest.with { $0.image.image = reference }
        let _: Runtime_V1_RemoveImageResponse = try await imageService("RemoveImage", request)
    }

    package func imageFilesystems() async throws -> [ImageFilesystem] {
        let answer: Runtime_V1_ImageFsInfoResponse = try await imageService(
            "ImageFsInfo", Runtime_V1_ImageFsInfoRequest(), timeout: .seconds(30))
        return answer.imageFilesystems.map {
            ImageFilesystem(
                mountpoint: $0.fsID.mountpoint, usedBytes: $0.usedBytes.value, usedInodes: $0.inodesUsed.value)
        }
    }
}

extension Runtime_V1_Image {
    var plain: RuntimeImage {
        RuntimeImage(
            id: id, tags: repoTags, digests: repoDigests, size: size, uid: hasUid ? uid.value : nil, userName: username)
    }
}
