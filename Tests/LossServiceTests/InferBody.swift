import HTTPWire

/// A request of the Open Inference Protocol, put together as its clients do.
struct InferBody {
    private var inputs: [String] = []
    private var blobs: [UInt8] = []
    var parameters = #""binary_data_output":true"#
    var outputs: String?
    /// Octets of white space before the JSON, so that what is behind it lies elsewhere.
    var padding = 0

    mutating func append<Element>(_ name: String, _ datatype: String, _ shape: [Int], _ elements: [Element]) {
        let octets = elements.withUnsafeBytes { [UInt8]($0) }
        append(name, datatype, shape, octets: octets)
    }

    mutating func append(_ name: String, _ datatype: String, _ shape: [Int], octets: [UInt8]) {
        inputs.append(
            """
            {"name":"\(name)","shape":\(shape),"datatype":"\(datatype)","parameters":{"binary_data_size":\(octets.count)}}
            """)
        blobs += octets
    }

    mutating func append(_ name: String, _ datatype: String, _ shape: [Int], data: String) {
        inputs.append(#"{"name":"\#(name)","shape":\#(shape),"datatype":"\#(datatype)","data":\#(data)}"#)
    }

    var json: String {
        let outputs = outputs.map { #","outputs":\#($0)"# } ?? ""
        return String(repeating: " ", count: padding)
            + #"{"inputs":[\#(inputs.joined(separator: ","))],"parameters":{\#(parameters)}\#(outputs)}"#
    }

    func send(
        to service: ServiceClient, _ model: String = "softmax_loss", fields: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let json = [UInt8](json.utf8)
        return service.send(
            .post, "/v2/models/\(model)/infer", [("Inference-Header-Content-Length", "\(json.count)")] + fields,
            octets: json + blobs)
    }
}

extension HTTPResponse {
    /// The JSON of an answer, and what is behind it.
    var inference: (json: String, octets: [UInt8]) {
        let length = fields.first("inference-header-content-length").flatMap { Int($0) } ?? contentLength
        return (String(decoding: octets[..<length], as: UTF8.self), Array(octets[length...]))
    }
}

extension [UInt8] {
    func elements<Number>(_ type: Number.Type) -> [Number] {
        withUnsafeBytes { octets in
            (0..<octets.count / MemoryLayout<Number>.size).map {
                octets.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: type)
            }
        }
    }
}
