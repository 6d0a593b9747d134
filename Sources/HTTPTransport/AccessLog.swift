import Dispatch
import Foundation
import Memory

/// Where requests are logged, a line each: a file, or standard output.
///
/// Lines are written on a queue of their own: nobody who has one waits for a disk, or for whoever reads a pipe. Where those
/// do not keep up, lines are left out, and a line says how many.
///
/// `@unchecked Sendable`: `descriptor`, `isMidLine` and `hasFailed` are touched on `queue` only.
package final class AccessLog: @unchecked Sendable {
    private struct State {
        var text: [UInt8] = []
        /// Lines that there was no room for.
        var lost = 0
        var isWriting = false
    }

    /// Octets that wait at the most.
    private let capacity: Int
    /// nil for standard output.
    private let path: String?
    private let report: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "access log", qos: .utility)
    private let state = Locked(State())
    private var descriptor: FileDescriptor
    /// The last write ended within a line.
    private var isMidLine = false
    private var hasFailed = false

    /// `path`: nil for standard output. `report` is told, once, when lines cannot be written.
    package init(
        path: String?, capacity: Int = 8 << 20, report: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(TransportError) {
        self.path = path
        self.capacity = capacity
        self.report = report
        do throws(SystemCall.Failure) {
            descriptor = try Self.open(path)
        } catch {
            throw error.error(in: "opening \(path ?? "standard output")")
        }
    }

    private static func open(_ path: String?) throws(SystemCall.Failure) -> FileDescriptor {
        guard let path else { return FileDescriptor(try SystemCall.run { fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0) }) }
        // Without O_NONBLOCK, opening a pipe that nobody reads yet would wait for whoever does.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
        return FileDescriptor(try SystemCall.run { Foundation.open(path, flags, 0o640) })
    }

    /// Opens the file of that name again, for whoever has moved it. Where that fails the one before is kept.
    package func reopen() {
        queue.async { [self] in
            do throws(SystemCall.Failure) {
                descriptor = try Self.open(path)
                isMidLine = false
            } catch {
                report("it is not opened again: \(error.reason)")
            }
        }
    }

    /// Takes whole lines, `count` of them, in no time.
    func append(_ lines: [UInt8], count: Int) {
        let mustWrite = state.withLock { state -> Bool in
            if state.text.count + lines.count <= capacity { state.text += lines } else { state.lost += count }
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustWrite { queue.async { [self] in writeWaiting() } }
    }

    /// Returns when everything is written, or after `time` at the latest.
    package func flush(within time: DispatchTimeInterval) {
        let isWritten = DispatchSemaphore(value: 0)
        queue.async { isWritten.signal() }
        _ = isWritten.wait(timeout: .now() + time)
    }

    private func writeWaiting() {
        while true {
            let (text, lost) = state.withLock { state -> ([UInt8], Int) in
                var text: [UInt8] = []
                swap(&text, &state.text)
                defer { state.lost = 0 }
                state.isWriting = !text.isEmpty || state.lost > 0
                return (text, state.lost)
            }
            guard !text.isEmpty || lost > 0 else { return }
            write(text)
            if lost > 0 { write(AccessRecord.line(ofLost: lost)) }
        }
    }

    private func write(_ text: [UInt8]) {
        // What was cut off would be read as one with what comes next.
        let whole = isMidLine ? [UInt8(ascii: "\n")] + text : text
        var start = 0
        do throws(SystemCall.Failure) {
            while start < whole.count { start += try writeSome(whole, from: start) }
            hasFailed = false
        } catch {
            if !hasFailed { report("lines are lost: \(error.reason)") }
            hasFailed = true
        }
        if start > 0 { isMidLine = whole[start - 1] != UInt8(ascii: "\n") }
    }

    /// Writes what goes at once, and waits until something does.
    private func writeSome(_ text: [UInt8], from start: Int) throws(SystemCall.Failure) -> Int {
        do throws(SystemCall.Failure) {
            return try SystemCall.run {
                text.withUnsafeBytes {
                    Foundation.write(descriptor.number, $0.baseAddress.map { $0 + start }, $0.count - start)
                }
            }
        } catch {
            guard error.wouldBlock else { throw error }
            var waiting = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
            _ = try SystemCall.run { poll(&waiting, 1, -1) }
            return 0
        }
    }
}
