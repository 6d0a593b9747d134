import Dispatch
import Foundation

/// Calls back when one of some files has changed, and on SIGHUP: on a queue of its own, one call after another.
///
/// The files are looked at every second. That finds what inotify would miss: links that are swapped, and files on a network.
///
/// `@unchecked Sendable`: `stamps` is touched on `queue` only, the sources not after `init`.
final class FileWatch: @unchecked Sendable {
    private static let interval = DispatchTimeInterval.seconds(1)

    private let files: [String]
    private let reload: @Sendable () -> Void
    private let queue = DispatchQueue(label: "files", qos: .utility)
    private let timer: any DispatchSourceTimer
    private let hangUp: any DispatchSourceSignal
    private var stamps: [FileStamp?]

    init(_ files: [String], reload: @escaping @Sendable () -> Void) {
        self.files = files
        self.reload = reload
        stamps = files.map(FileStamp.init)
        timer = DispatchSource.makeTimerSource(queue: queue)
        #if canImport(Darwin)
            signal(SIGHUP, SIG_IGN)
        #endif
        hangUp = DispatchSource.makeSignalSource(signal: SIGHUP, queue: queue)
        timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval, leeway: .milliseconds(100))
        timer.setEventHandler { [weak self] in self?.look() }
        hangUp.setEventHandler { [weak self] in self?.readAgain() }
        timer.activate()
        let inPlace = DispatchSemaphore(value: 0)
        hangUp.setRegistrationHandler { inPlace.signal() }
        hangUp.activate()
        inPlace.wait()
    }

    deinit {
        timer.cancel()
        hangUp.cancel()
    }

    private func look() {
        if files.map(FileStamp.init) != stamps { readAgain() }
    }

    private func readAgain() {
        // First, so that what is written while they are read is found the next time.
        stamps = files.map(FileStamp.init)
        reload()
    }
}
