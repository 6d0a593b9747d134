import Foundation

/// Whether `condition` comes true within ten seconds, asked again and again: for what another process does in its own
/// time.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date().addingTimeInterval(10)
    while Date() < deadline {
        if try condition() { return true }
        usleep(2000)
    }
    return false
}
