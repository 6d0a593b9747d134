import Foundation
import TestSupport
import Testing

/// Several addresses at once, paths, and sockets that the server is started with.
struct ListeningTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func isHealthy(_ options: [String]) throws -> Bool {
        let result = try Command.run("curl", ["--silent", "--max-time", "\(patience)"] + options)
        return result.status == 0 && result.output == "{\"status\":\"ok\"}\n"
    }

    @Test func onSeveralAddressesAtOnce() throws {
        let path = directory.path("a.sock")
        let server = try ServerProcess([
            "--listen", "127.0.0.1:0,unix:\(path)", "--listen", "[::1]:0",
        ])
        try #require(server.urls.count == 3)
        #expect(server.urls[1] == "unix:\(path)" && server.urls[2].hasPrefix("http://[::1]:"))
        #expect(try isHealthy([server.urls[0] + "/healthz"]))
        #expect(try isHealthy(["--globoff", server.urls[2] + "/healthz"]))
        #expect(try isHealthy(["--unix-socket", path, "http://localhost/healthz"]))
        server.signal(SIGTERM)
        #expect(server.waitForExit() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// One wildcard would take the other's port, were it not told to leave IPv4 alone.
    @Test(arguments: [false, true])
    func onBothWildcards(isIPv6First: Bool) throws {
        let server = try onAFreePort { port in
            let both = ["0.0.0.0:\(port)", "[::]:\(port)"]
            return try ServerProcess(["--listen", (isIPv6First ? both.reversed() : both).joined(separator: ",")])
        }
        #expect(try isHealthy(["http://127.0.0.1:\(server.port)/healthz"]))
        #expect(try isHealthy(["--globoff", "http://[::1]:\(server.port)/healthz"]))
        #expect(server.urls.count == 2)
    }

    /// A server on a port that another has just left. Somebody else may take that meanwhile, but not again and again.
    private func onAFreePort(_ start: (UInt16) throws -> ServerProcess) throws -> ServerProcess {
        var attempts = 0
        while true {
            let free = try ServerProcess()
            free.signal(SIGTERM)
            #expect(free.waitForExit() == 0)
            attempts += 1
            do { return try start(free.port) } catch  where attempts < 5 {}
        }
    }

    @Test func aPathOfAProcessThatIsGoneIsTakenOver() throws {
        let path = directory.path("b.sock")
        let first = try ServerProcess(["--listen", "unix:\(path)"])
        let taken = try ServerProcess.run(["serve", "--listen", "unix:\(path)"])
        #expect(taken.status == 69 && taken.error.contains("in use"))
        #expect(try isHealthy(["--unix-socket", path, "http://localhost/healthz"]))
        first.signal(SIGKILL)
        _ = first.waitForExit()
        #expect(FileManager.default.fileExists(atPath: path))
        let second = try ServerProcess(["--listen", "unix:\(path)"])
        #expect(try isHealthy(["--unix-socket", path, "http://localhost/healthz"]))
        #expect(second.isRunning)

        let file = directory.path("file")
        try "not a socket".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try ServerProcess.run(["serve", "--listen", "unix:\(file)"]).status == 69)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "not a socket")
    }

    @Test func aPathThatAnotherHasTakenIsLeftToIt() throws {
        let path = directory.path("c.sock")
        let first = try ServerProcess(["--listen", "unix:\(path)"])
        try FileManager.default.removeItem(atPath: path)
        let second = try ServerProcess(["--listen", "unix:\(path)"])
        first.signal(SIGTERM)
        #expect(first.waitForExit() == 0)
        #expect(try isHealthy(["--unix-socket", path, "http://localhost/healthz"]))
        #expect(second.isRunning)
    }

    /// As systemd does it: descriptors from 3 on, and the environment says how many and whose.
    private static let launcher = """
        import os, socket, sys
        sockets = [socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))]
        for target, each in enumerate(sockets, 3): os.dup2(each.fileno(), target + 10)
        for target in (3, 4): os.dup2(target + 10, target)
        environment = dict(os.environ, LISTEN_FDS="2", LISTEN_PID=str(os.getpid()))
        os.execve(sys.argv[1], sys.argv[1:], environment)
        """

    @Test func onSocketsThatItIsStartedWith() throws {
        let server = try ServerProcess(launcher: ["python3", "-c", Self.launcher])
        try #require(server.urls.count == 2)
        for url in server.urls { #expect(try isHealthy([url + "/healthz"])) }
        server.signal(SIGTERM)
        #expect(server.waitForExit() == 0)
    }

    /// Whoever comes while one server goes and the next one starts waits in the socket, which outlives both.
    @Test func aSocketThatIsHandedInOutlivesTheServer() throws {
        let program = """
            import os, signal, socket, subprocess, sys
            listener = socket.create_server(("127.0.0.1", 0))
            listener.set_inheritable(True)
            number = listener.fileno()
            def start():
                shell = f'exec 3<&{number} && LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" serve --log-level warning'
                process = subprocess.Popen(["bash", "-c", shell, sys.argv[1]], stdout=subprocess.PIPE, close_fds=False, text=True)
                assert "listening on" in process.stdout.readline()
                return process
            def ask(client): client.sendall(b"GET /healthz HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
            for _ in range(3):
                server = start()
                early = socket.create_connection(listener.getsockname(), \(patience))
                ask(early)
                assert early.recv(100).startswith(b"HTTP/1.1 200")
                early.close()
                server.send_signal(signal.SIGTERM)
                assert server.wait(\(patience)) == 0
                late = socket.create_connection(listener.getsockname(), \(patience))
                ask(late)
                server = start()
                assert late.recv(100).startswith(b"HTTP/1.1 200")
                late.close()
                server.send_signal(signal.SIGTERM)
                assert server.wait(\(patience)) == 0
            print("all answered")
            """
        let result = try Command.run("python3", ["-c", program, ServerProcess.executable.path])
        #expect(result.output == "all answered\n", "\(result.error)")
    }

    @Test(arguments: [("LISTEN_PID", "1"), ("LISTEN_FDS", "many")])
    func socketsMeantForAnotherAreNotTaken(name: String, value: String) throws {
        let server = try ServerProcess(environment: [name: value])
        #expect(try isHealthy([server.urls[0] + "/healthz"]))
    }

    @Test func aDescriptorThatDoesNotListenIsRefused() throws {
        let shell = #"exec 3</dev/null && LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" serve"#
        let result = try Command.run("bash", ["-c", shell, ServerProcess.executable.path])
        #expect(result.status == 64 && result.error.contains("descriptor 3"), "\(result.error)")
    }

    @Test func severalProcessesMayShareAPort() throws {
        let first = try ServerProcess(["--reuse-port", "true"])
        let second = try ServerProcess(["--listen", "127.0.0.1:\(first.port)", "--reuse-port", "true"])
        for _ in 0..<20 { #expect(try isHealthy([first.urls[0] + "/healthz"])) }
        second.signal(SIGTERM)
        #expect(second.waitForExit() == 0)
        #expect(try isHealthy([first.urls[0] + "/healthz"]))
    }

    @Test(arguments: ["nonsense", "127.0.0.1", "::1:80", "unix:", "a:1,,b:2"])
    func wrongEndpoints(text: String) throws {
        #expect(try ServerProcess.run(["serve", "--listen", text]).status == 64)
    }
}
