import CLanes

/// Where numbers end within 64 octets of a list, and where their points are: a bit for each octet, the first lowest.
///
/// Numbers that are written as nearly all are: `-12.345`, one comma or bracket right behind, one space before at the most.
/// It ends before the first that is not, and behind the end of the list. All of that is found out for all numbers at
/// once, so that where one begins does not wait for the one before to be read.
struct NumberWindow {
    /// Octets that are looked at. There have to be as many.
    static let reach = 64

    /// The comma or bracket behind each number.
    let ends: UInt64
    /// The point in each of those numbers, and maybe more behind the last of them.
    let points: UInt64
    /// The last number is the list's last.
    let endsList: Bool

    /// nil where no number that begins at `place` is written so. Not inlined: the C functions are within reach of the
    /// compiler in one file only.
    @inline(never)
    init?(at place: UnsafePointer<UInt8>) {
        let brackets = clanes_equal(place, UInt8(ascii: "]"))
        let ends = clanes_equal(place, UInt8(ascii: ",")) | brackets
        let points = clanes_equal(place, UInt8(ascii: "."))
        let signs = clanes_equal(place, UInt8(ascii: "-"))
        let spaces = clanes_equal(place, UInt8(ascii: " "))
        let zeros = clanes_equal(place, UInt8(ascii: "0"))
        let others = ~clanes_within(place, UInt8(ascii: "0"), UInt8(ascii: "9"))

        let starts = ends &<< 1 | 1
        let unspaced = starts & ~spaces | spaces &<< 1
        let firstDigits = unspaced & ~signs | signs &<< 1
        // What is no digit stands in its place, and a digit on both sides of each point, the first of which is 0 only
        // where it is the only one.
        var wrong = others & ~(ends | points | signs | spaces) | spaces & ~starts | signs & ~unspaced
        wrong |= (firstDigits | points &<< 1) & others | firstDigits & zeros & ~(points &>> 1)
        // Points and ends take turns: what lies from a point to an end begins and ends nowhere else.
        let fractions = ends &- points
        wrong |= (fractions & ~(fractions &<< 1)) ^ points
        wrong |= (~fractions & fractions &<< 1) ^ ends
        // One octet from where a number starts, then three, seven, eight.
        var near = starts | starts &<< 1
        near |= near &<< 2
        near |= near &<< 4
        near |= near &<< 1
        wrong |= points & ~near | brackets &<< 1

        // A branch: where the next window begins does not wait for all of this.
        let right = wrong == 0 ? ends : ends & ((wrong & (0 &- wrong)) &- 1)
        guard right != 0 else { return nil }
        self.ends = right
        self.points = points
        endsList = right & brackets != 0
    }

    var count: Int { ends.nonzeroBitCount }

    /// Octets up to the end of the last number.
    @inline(__always)
    var length: Int { 64 &- ends.leadingZeroBitCount }
}
