import ArgumentParser
import Foundation

extension ExitCode {
    /// A code of sysexits.h, whose reason is said on standard error.
    init(_ code: Int32, saying reason: String) {
        FileHandle.standardError.write(Data("softmax-loss-server: \(reason)\n".utf8))
        self.init(code)
    }
}
