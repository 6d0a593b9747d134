import Foundation

/// How many seconds a test waits for what another thread or process does in its own time: many times what that takes on
/// one slow core that other programs run on, too. Nobody waits for so long where all is well.
package let patience = 60

/// Whether `condition` comes true within `patience`, asked again and again.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(patience)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(2000)
    }
    return false
}
