import Glibc
import Processes
import Testing

@Suite struct CommandTests {
    private func shell(_ script: String) -> Command { Command("/bin/sh", ["-c", script]) }

    @Test func inputAndBothOutputsPassThrough() throws {
        let result = try shell("cat; echo oops >&2; exit 3").run(input: Array("hello".utf8))
        #expect(result.exitCode == 3)
        #expect(result.text == "hello")
        #expect(result.errorText == "oops\n")
    }

    @Test func inputLargerThanAPipePassesThrough() throws {
        let input = [UInt8](repeating: 7, count: 300_000)
        #expect(try Command("/bin/cat").run(input: input).output == input)
    }

    @Test func aProgramThatPrintsTooMuchIsKilled() throws {
        var command = shell("exec cat /dev/zero")
        command.outputLimit = 1000
        let error = #expect(throws: CommandError.self) { try command.run() }
        #expect(error?.description == "/bin/sh: printed more than 1000 bytes")
    }

    @Test func aProgramThatNeverEndsIsKilled() throws {
        var command = Command("/bin/sleep", ["1000"])
        command.timeLimit = .milliseconds(50)
        let error = #expect(throws: CommandError.self) { try command.run() }
        #expect(error?.reason.hasPrefix("did not end within") == true)
    }

    @Test func aProgramThatClosesItsOutputsAndStaysIsKilled() throws {
        var command = shell("exec >&- 2>&-; exec sleep 1000")
        command.timeLimit = .milliseconds(200)
        #expect(throws: CommandError.self) { try command.run() }
    }

    @Test func aMissingProgramIsAnError() {
        let error = #expect(throws: CommandError.self) { try Command("/no/such/program").run() }
        #expect(error?.description == "/no/such/program: start: No such file or directory")
        #expect(Command.find("no-such-program") == nil)
        #expect(Command.find("/no/such/program") == nil)
        #expect(Command.find("sh")?.hasSuffix("/sh") == true)
    }

    @Test func checkSaysWhatTheProgramSaidLast() {
        let error = #expect(throws: CommandError.self) { try shell("echo first >&2; echo last >&2; exit 2").check() }
        #expect(error?.reason == "exit code 2: last")
    }

    @Test func theSignalIsInTheExitCode() throws {
        #expect(try shell("kill -KILL $$").run().exitCode == 128 + SIGKILL)
    }

    @Test func theEnvironmentIsPlainUnlessSaid() throws {
        setenv("SWIFTLET_COMMAND_TEST", "inherited", 1)
        defer { unsetenv("SWIFTLET_COMMAND_TEST") }
        var command = shell("echo $SWIFTLET_COMMAND_TEST-$LC_ALL")
        #expect(try command.run().text == "-C\n")
        command.environment = .inherited
        #expect(try command.run().text.hasPrefix("inherited-"))
        command.environment = .exactly(["SWIFTLET_COMMAND_TEST": "given"])
        #expect(try command.run().text == "given-\n")
    }

    @Test func theDirectoryIsTheOneGiven() throws {
        var command = shell("pwd")
        command.directory = "/proc"
        #expect(try command.run().text == "/proc\n")
    }

    @Test func noDescriptorIsInherited() throws {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        #expect(try shell("ls /proc/self/fd").run().text.split(separator: "\n").allSatisfy { (Int($0) ?? 99) <= 3 })
    }
}
