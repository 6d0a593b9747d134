import HTTPWire
import Testing

struct AcceptedCodingsTests {
    @Test(
        arguments: [
            ([], nil, true), ([""], nil, true), (["gzip"], .gzip, true), (["x-gzip"], .gzip, true),
            (["GZip"], .gzip, true),
            (["deflate"], .deflate, true), (["deflate, gzip"], .gzip, true), (["gzip;q=0.5, deflate"], .deflate, true),
            (["gzip;q=0"], nil, true), (["gzip;q=0.000, deflate;q=0"], nil, true), (["br"], nil, true),
            (["br;q=1.0, gzip;q=0.8, *;q=0.1"], .gzip, true), (["*"], .gzip, true), (["*;q=0"], nil, false),
            (["gzip, *;q=0"], .gzip, false), (["identity;q=0"], nil, false),
            (["identity;q=0, deflate"], .deflate, false),
            (["identity, gzip;q=0.5"], nil, true), (["identity;q=0.5, gzip ; q=0.7"], .gzip, true),
            (["*;q=0, identity;q=0.1"], nil, true), (["deflate", "gzip"], .gzip, true), (["gzip;q=nan"], nil, true),
            (["gzip;q=much"], .gzip, true), ([",,gzip,"], .gzip, true),
        ] as [([String], ContentCoding?, Bool)])
    func weights(values: [String], preferred: ContentCoding?, takesIdentity: Bool) {
        let codings = AcceptedCodings(values)
        #expect(codings.preferred == preferred && codings.takesIdentity == takesIdentity)
        #expect(codings.takesAnything == (takesIdentity || preferred != nil))
    }
}
