/// The image of every Pod's first container. It holds the Pod's namespaces open and reaps orphans; nothing else.
///
/// The program is a whole ELF file of a few hundred bytes made here, so that a Pod costs a page or two of memory and no
/// registry is needed for the first one.
enum PauseImage {
    static let name = "registry.local/pause:swiftlet"

    static func archive() -> [UInt8] {
        var layer = TarArchive()
        layer.addFile("pause", mode: 0o755, program())
        return OCIImage(
            name: name, configuration: .init(entrypoint: ["/pause"], user: "65535:65535"), layer: layer.finished()
        ).archive()
    }

    /// An ELF64 executable for x86-64: header, one read-and-execute segment, code.
    static func program() -> [UInt8] {
        let base: UInt64 = 0x40_0000
        let headers = 64 + 56
        let size = UInt64(headers + code.count)
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        func put<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { file.append(contentsOf: $0) }
        }
        put(UInt16(2))  // executable
        put(UInt16(62))  // x86-64
        put(UInt32(1))
        put(base + UInt64(headers))  // entry point
        put(UInt64(64))  // program headers
        put(UInt64(0))
        put(UInt32(0))
        put(UInt16(64))
        put(UInt16(56))
        put(UInt16(1))
        put(UInt16(64))
        put(UInt16(0))
        put(UInt16(0))
        put(UInt32(1))  // load
        put(UInt32(5))  // read, execute
        put(UInt64(0))
        put(base)
        put(base)
        put(size)
        put(size)
        put(UInt64(0x1000))
        return file + code
    }

    // Blocks every signal, then waits for three of them in a loop: SIGCHLD reaps every child that ended, SIGTERM and
    // SIGINT exit with 0. Signals must be blocked: the kernel drops unblocked ones that process 1 has no handler for.
    //
    //         mov eax, 14; xor edi, edi; lea rsi, [all]; xor edx, edx; mov r10d, 8; syscall        rt_sigprocmask
    //   next: mov eax, 128; lea rdi, [wanted]; xor esi, esi; xor edx, edx; mov r10d, 8; syscall    rt_sigtimedwait
    //         cmp eax, 17; je reap; cmp eax, 15; je done; cmp eax, 2; jne next
    //   done: mov eax, 231; xor edi, edi; syscall                                                  exit_group
    //   reap: mov eax, 61; mov edi, -1; xor esi, esi; mov edx, 1; xor r10d, r10d; syscall          wait4, WNOHANG
    //         test eax, eax; jg reap; jmp next
    //   all: -1   wanted: SIGINT, SIGTERM, SIGCHLD
    private static let code: [UInt8] = [
        0xB8, 0x0E, 0x00, 0x00, 0x00, 0x31, 0xFF, 0x48, 0x8D, 0x35, 0x5A, 0x00, 0x00, 0x00, 0x31, 0xD2,
        0x41, 0xBA, 0x08, 0x00, 0x00, 0x00, 0x0F, 0x05, 0xB8, 0x80, 0x00, 0x00, 0x00, 0x48, 0x8D, 0x3D,
        0x4C, 0x00, 0x00, 0x00, 0x31, 0xF6, 0x31, 0xD2, 0x41, 0xBA, 0x08, 0x00, 0x00, 0x00, 0x0F, 0x05,
        0x83, 0xF8, 0x11, 0x74, 0x13, 0x83, 0xF8, 0x0F, 0x74, 0x05, 0x83, 0xF8, 0x02, 0x75, 0xD9, 0xB8,
        0xE7, 0x00, 0x00, 0x00, 0x31, 0xFF, 0x0F, 0x05, 0xB8, 0x3D, 0x00, 0x00, 0x00, 0xBF, 0xFF, 0xFF,
        0xFF, 0xFF, 0x31, 0xF6, 0xBA, 0x01, 0x00, 0x00, 0x00, 0x45, 0x31, 0xD2, 0x0F, 0x05, 0x85, 0xC0,
        0x7F, 0xE6, 0xEB, 0xB4, 0x0F, 0x1F, 0x40, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0x02, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
    ]
}
