import LossWire
import Testing

/// What is wrong with a request, and where.
struct RequestErrorTests {
    @Test(arguments: [
        ("", 0), ("   ", 3), ("{", 1), (#"{"logits""#, 9), (#"{"logits":"#, 10), (#"{"logits":[1,]}"#, 13),
        (#"{"logits":[1 2]}"#, 13), (#"{"logits":[01]}"#, 11), (#"{"logits":[1.]}"#, 13), (#"{"logits":[-]}"#, 12),
        (#"{"logits":[1e]}"#, 13), (#"{"logits":[+1]}"#, 11), (#"{"logits":[.5]}"#, 11), (#"{"logits":[[1],}"#, 15),
        (#"{"logits":[1],}"#, 14), (#"{"logits":[1]"#, 13), (#"{logits:[1]}"#, 1), (#"{'logits':[1]}"#, 1),
        (#"{"logits":[1]} x"#, 15), (#"{"logits":[1]}{}"#, 14), (#"{"logits":nul}"#, 10), (#"{"x":tru}"#, 5),
        (#"{"x":"a"#, 7), ("{\"x\":\"a\nb\"}", 7), (#"{"x":"\q"}"#, 6), (#"{"x":"\ud800"}"#, 6),
        (#"{"x":"\u12g4"}"#, 10), (#"{"x":"\udc00"}"#, 6), (#"{"x":"\ud800\u0041"}"#, 6), (#"{"x":1,,}"#, 7),
        (#"{"x":[1,}"#, 8), (#"{"x":{"y"}}"#, 9), (#"{"batches":[{"logits":[1],"labels":0},]}"#, 38),
        (#"{"logits":[[1,2],[3,4]],"labels":[0,1]]"#, 38), (#"{"logits":[nan]}"#, 11), (#"{"labels":[0x1]}"#, 12),
    ])
    func notJSON(json: String, offset: Int) {
        #expect { try RequestText.decode(json) } throws: { error in
            guard case .syntax(_, offset)? = error as? LossWireError else {
                Issue.record("\(error)")
                return false
            }
            return true
        }
    }

    @Test(
        arguments: [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xe0, 0x80, 0x80, 0x22],
            [0x22, 0xed, 0xa0, 0x80, 0x22],
            [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xf8, 0x88, 0x80, 0x80, 0x80, 0x22], [0x22, 0xe2, 0x82, 0x22],
            [0x22, 0x80, 0x22], [0x22, 0xf0, 0x8f, 0xbf, 0xbf, 0x22], [0xc3, 0xa4], [0xef, 0xbb, 0xbf, 0x31],
        ] as [[UInt8]])
    func notUTF8(value: [UInt8]) {
        #expect { try RequestText.decode(Array(#"{"x":"#.utf8) + value + [0x7d]) } throws: { error in
            guard case .syntax? = error as? LossWireError else { return false }
            return true
        }
    }

    @Test func byteOrderMark() {
        #expect(throws: LossWireError.self) { try RequestText.decode([0xef, 0xbb, 0xbf] + Array("{}".utf8)) }
    }

    @Test(arguments: [65, 100, 100_000])
    func nestedTooDeep(depth: Int) {
        for json in [#"{"logits":"#, #"{"x":"#, #"{"batches":"#, ""] {
            #expect { try RequestText.decode(json + String(repeating: "[", count: depth)) } throws: { error in
                guard case .syntax(let what, _)? = error as? LossWireError else { return false }
                return what.contains("nested") || what.contains("ends")
            }
        }
    }

    @Test(arguments: [
        ("[]", [""]), ("1", [""]), ("null", [""]), (#""x""#, [""]), ("{}", ["/logits", "/labels"]),
        (#"{"logits":[[1,2],[3]],"labels":[0,0]}"#, ["/logits/1"]),
        (#"{"logits":[[1,2],[3,4,5]],"labels":[0,0]}"#, ["/logits/1"]),
        (#"{"logits":[[1,2],3],"labels":[0,0]}"#, ["/logits/1"]),
        (#"{"logits":[1,[2]],"labels":[0,0]}"#, ["/logits/1"]),
        (#"{"logits":[[[1],[2]],[[3]]],"labels":[0,0]}"#, ["/logits/1"]),
        (#"{"logits":[[[1],[2]],[[3],[[4]]]],"labels":[0,0]}"#, ["/logits/1/1/0"]),
        (#"{"logits":[],"labels":[]}"#, ["/labels", "/logits"]),
        (#"{"logits":[[],[]],"labels":[0]}"#, ["/logits/0"]),
        (#"{"logits":[[1,2],[]],"labels":[0]}"#, ["/logits/1"]),
        (#"{"logits":[[1,"2"]],"labels":[0]}"#, ["/logits/0/1"]),
        (#"{"logits":[[1,null]],"labels":[0]}"#, ["/logits/0/1"]),
        (#"{"logits":[[1,true]],"labels":[0]}"#, ["/logits/0/1"]),
        (#"{"logits":[[1,{}]],"labels":[0]}"#, ["/logits/0/1"]),
        (#"{"logits":"x","labels":[0]}"#, ["/logits"]),
        (#"{"logits":5,"labels":[0]}"#, ["/logits"]),
        (#"{"logits":[[1,1e39]],"labels":[0]}"#, ["/logits/0/1"]),
        (#"{"logits":[[1,1e39],[-1e40,0]],"labels":[0,0]}"#, ["/logits/0/1", "/logits/1/0"]),
        (#"{"logits":[[1,1e309]],"labels":[0],"dtype":"float64"}"#, ["/logits/0/1"]),
        (#"{"logits":[[1,2]],"labels":[2]}"#, ["/labels/0"]),
        (#"{"logits":[[1,2],[1,2]],"labels":[0,-1]}"#, ["/labels/1"]),
        (#"{"logits":[[1,2],[1,2]],"labels":[[7],[9]]}"#, ["/labels/0/0", "/labels/1/0"]),
        (#"{"logits":[[[1,2],[3,4]]],"labels":[[0,5]]}"#, ["/labels/0/1"]),
        (#"{"logits":[1,2],"labels":3}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":[0.5]}"#, ["/labels/0"]),
        (#"{"logits":[[1,2],[1,2]],"labels":[1e30,1.5]}"#, ["/labels/0", "/labels/1"]),
        (#"{"logits":[[1,2]],"labels":[NaN]}"#, ["/labels/0"]),
        (#"{"logits":[[1,2]],"labels":["0"]}"#, ["/labels/0"]),
        (#"{"logits":[[1,2]],"labels":[0,1]}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":[[0,1]]}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":0}"#, ["/labels"]),
        (#"{"logits":[[1,2],[3,4],[5,6]],"labels":[[0,1,0]]}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":{}}"#, ["/labels"]),
        (#"{"logits":[1,2,3],"shape":[2,2],"labels":[0,0]}"#, ["/logits"]),
        (#"{"logits":[[1,2,3]],"shape":[3,1],"labels":[0,0]}"#, ["/shape"]),
        (#"{"logits":[1,2],"shape":[2,0],"labels":[0,0]}"#, ["/shape/1"]),
        (#"{"logits":[1,2],"shape":[-1,2],"labels":[0,0]}"#, ["/shape/0"]),
        (#"{"logits":[1,2],"shape":[],"labels":[0,0]}"#, ["/shape"]),
        (#"{"logits":[1,2],"shape":[[2]],"labels":[0,0]}"#, ["/shape"]),
        (#"{"logits":[1,2],"shape":2,"labels":[0,0]}"#, ["/shape"]),
        (#"{"logits":[1,2],"shape":[1.5,2],"labels":[0,0]}"#, ["/shape/0"]),
        (#"{"logits":[1],"shape":[4294967296,4294967296,4294967296],"labels":[0]}"#, ["/shape"]),
        (#"{"logits":[1],"shape":[9223372036854775807,2],"labels":[0]}"#, ["/shape"]),
        (#"{"logits":[[1,2]],"labels":[0],"axis":2}"#, ["/axis"]),
        (#"{"logits":[[1,2]],"labels":[0],"axis":-3}"#, ["/axis"]),
        (#"{"logits":[1,2],"labels":[0],"axis":1}"#, ["/axis"]),
        (#"{"logits":[[1,2]],"labels":[0],"axis":0.5}"#, ["/axis"]),
        (#"{"logits":[[1,2]],"labels":[0],"axis":1e99}"#, ["/axis"]),
        (#"{"logits":[[1,2]],"labels":[0],"axis":"1"}"#, ["/axis"]),
        (#"{"logits":[[1,2]],"labels":[0],"ignore_label":1.5}"#, ["/ignore_label"]),
        (#"{"logits":[[1,2]],"labels":[0],"ignore_label":[1]}"#, ["/ignore_label"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalization":"valid"}"#, ["/normalization"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalization":1}"#, ["/normalization"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalize":1}"#, ["/normalize"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalizer":0}"#, ["/normalizer"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalizer":-1}"#, ["/normalizer"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalizer":1e999}"#, ["/normalizer"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalizer":2,"normalization":"FULL"}"#, ["/normalizer"]),
        (#"{"logits":[[1,2]],"labels":[0],"normalizer":2,"normalize":true}"#, ["/normalizer"]),
        (#"{"logits":[[1,2]],"labels":[0],"loss_weight":"1"}"#, ["/loss_weight"]),
        (#"{"logits":[[1,2]],"labels":[0],"loss_weight":NaN}"#, ["/loss_weight"]),
        (#"{"logits":[[1,2]],"labels":[0],"loss_weight":1e309}"#, ["/loss_weight"]),
        (#"{"logits":[[1,2]],"labels":[0],"dtype":"float16"}"#, ["/dtype"]),
        (#"{"logits":[[1,2]],"labels":[0],"outputs":["loss","grad",3]}"#, ["/outputs/1", "/outputs/2"]),
        (#"{"logits":[[1,2]],"labels":[0],"outputs":"loss"}"#, ["/outputs"]),
        (#"{"logits":[[1,2]],"labels":[0],"layout":"rows"}"#, ["/layout"]),
        (#"{"logits":[[1,2]],"labels":[0],"label":[0]}"#, ["/label"]),
        (#"{"logits":[[1,2]],"labels":[0],"a/b~c":[{"x":[1,"y",{}]}]}"#, ["/a~1b~0c"]),
        (#"{"logits":[[1,2]],"labels":[0],"":0}"#, ["/"]),
        (#"{"logits":[[1,2]],"labels":[0],"labels":[1]}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":[0],"labels":null}"#, ["/labels"]),
        (#"{"logits":[[1,2]],"labels":[0],"label\u0073":[1]}"#, ["/labels"]),
        (#"{"logits":null,"labels":[0]}"#, ["/logits"]), (#"{"logits":[[1,2]],"labels":null}"#, ["/labels"]),
        (#"{"x":1,"y":2,"logits":[[1,2]]}"#, ["/x", "/y", "/labels"]),
        (#"{"targets":[[0,1]],"logits":[[1,2]],"labels":[0]}"#, ["/targets"]),
        (#"{"logits":[[1,2]],"targets":[[0,1]],"ignore_label":1}"#, ["/ignore_label"]),
        (#"{"logits":[[1,2]],"targets":[[0,NaN]]}"#, ["/targets/0/1"]),
        (#"{"logits":[[1,2]],"targets":[[0,1e39]]}"#, ["/targets/0/1"]),
        (#"{"logits":[[1,2]],"targets":[[0,1,0]]}"#, ["/targets"]),
        (#"{"logits":[[1,2]],"targets":[[0,1]],"outputs":["loss","correct"]}"#, ["/outputs/1"]),
        (#"{"logits":[[1,2]],"labels":[0],"class_weights":[1]}"#, ["/class_weights"]),
        (#"{"logits":[[1,2]],"labels":[0],"class_weights":[1,-1]}"#, ["/class_weights/1"]),
        (#"{"logits":[[1,2]],"labels":[0],"class_weights":[1,Infinity]}"#, ["/class_weights/1"]),
        (#"{"logits":[[1,2]],"labels":[0],"position_weights":[1,2]}"#, ["/position_weights"]),
        (#"{"logits":[[1,2]],"labels":[0],"position_weights":["NaN"]}"#, ["/position_weights/0"]),
        (#"{"logits":[[1,2]],"labels":[0],"label_smoothing":1.5}"#, ["/label_smoothing"]),
        (#"{"logits":[[1,2]],"labels":[0],"label_smoothing":-0.1}"#, ["/label_smoothing"]),
        (#"{"logits":[[1,2]],"labels":[0],"z_loss":-1}"#, ["/z_loss"]),
        (#"{"logits":[[1,2]],"labels":[0],"logit_scale":1e999}"#, ["/logit_scale"]),
        (#"{"logits":[[1,2]],"labels":[0],"top_k":0}"#, ["/top_k"]),
        (#"{"logits":[[1,2]],"labels":[0],"top_k":1.5}"#, ["/top_k"]),
        (#"{"logits":[[1,2]],"labels":[0],"semantics":"torch"}"#, ["/semantics"]),
        (#"{"logits":[[1,2]],"labels":[0],"max":[1]}"#, ["/max"]),
        (#"{"logits":[[1,2]],"labels":[0],"class_offset":0,"num_classes":2}"#, ["/max", "/sum_exp"]),
        (
            #"{"logits":[[1,2]],"labels":[0],"class_offset":0,"max":[2],"sum_exp":[1]}"#,
            ["/num_classes"]
        ),
        (
            #"{"logits":[[1,2]],"labels":[0],"class_offset":2,"num_classes":3,"max":[2],"sum_exp":[1]}"#,
            ["/class_offset"]
        ),
        (
            #"{"logits":[[1,2]],"labels":[4],"class_offset":2,"num_classes":4,"max":[2],"sum_exp":[1]}"#,
            ["/labels/0"]
        ),
        (
            #"{"logits":[[1,2]],"labels":[3],"class_offset":2,"num_classes":4,"max":[2],"sum_exp":[-1]}"#,
            ["/sum_exp/0"]
        ),
        (
            #"{"logits":[[1,2]],"labels":[3],"class_offset":2,"num_classes":4,"max":[2],"sum_exp":[0]}"#,
            ["/sum_exp/0"]
        ),
        (
            #"{"logits":[[1,2],[3,1],[0,9],[2,2]],"labels":[3,0,0,-1],"ignore_label":-1,"class_offset":2,"num_classes":4,"max":[2,2.99,8,0],"sum_exp":[1,1,1,0]}"#,
            ["/max/1", "/max/2"]
        ),
        (
            #"{"logits":[[1,2],[-3,4]],"labels":[3,0],"class_offset":2,"num_classes":4,"logit_scale":-2,"max":[-2,5.9],"sum_exp":[1,1]}"#,
            ["/max/1"]
        ),
        (
            #"{"logits":[[[1,5],[2,3]]],"labels":[[3,0]],"class_offset":2,"num_classes":4,"max":[[2,4]],"sum_exp":[[1,1]],"dtype":"float64"}"#,
            ["/max/0/1"]
        ),
        (
            #"{"logits":[[1,2]],"targets":[[0,1]],"class_offset":2,"num_classes":4,"max":[2],"sum_exp":[1]}"#,
            ["/coefficient_sum"]
        ),
        (
            #"{"logits":[[]],"labels":[3],"class_offset":2,"num_classes":4,"max":[2],"sum_exp":[1],"outputs":["predictions"]}"#,
            ["/outputs/0"]
        ),
        (#"{"batches":[]}"#, ["/batches"]), (#"{"batches":{}}"#, ["/batches"]), (#"{"batches":[1]}"#, ["/batches/0"]),
        (#"{"batches":[{"logits":[[1,2]],"labels":[0]}],"dtype":"float32"}"#, ["/dtype"]),
        (#"{"batches":[{"logits":[[1,2]],"labels":[0]}],"batches":[]}"#, ["/batches"]),
        (#"{"x":0,"batches":[{"logits":[[1,2]],"labels":[0]}]}"#, ["/x"]),
        (#"{"x":0,"logits":[[1,2]],"labels":[0],"batches":[]}"#, ["/x", "/batches"]),
        (#"{"l\u006fgits":[[1,2]],"batches":[{"logits":[[1,2]],"labels":[0]}]}"#, ["/logits"]),
        (#"{"batches":[{"logits":[[1,2]],"labels":[0]},{"logits":[[1,2]],"labels":[4]}]}"#, ["/batches/1/labels/0"]),
        (
            #"{"batches":[{"logits":[[1,2]],"labels":[0],"y":1},{"labels":[4]}]}"#,
            ["/batches/0/y", "/batches/1/logits"]
        ),
    ])
    func invalid(json: String, pointers: [String]) {
        #expect { try RequestText.decode(json) } throws: { error in
            guard case .invalid(let issues)? = error as? LossWireError else {
                Issue.record("\(error)")
                return false
            }
            #expect(issues.listed.map(\.pointer) == pointers, "\(issues)")
            #expect(issues.count == pointers.count)
            return true
        }
    }

    /// Deeper than a tensor may be, not deeper than JSON may be.
    @Test func seventeenDimensions() {
        let open = String(repeating: "[", count: 17)
        let close = String(repeating: "]", count: 17)
        #expect { try RequestText.decode(#"{"logits":\#(open)1,2\#(close),"labels":[0]}"#) } throws: { error in
            guard case .invalid(let issues)? = error as? LossWireError else { return false }
            return issues.listed.map(\.pointer) == ["/logits"]
        }
    }

    /// What a client sends is not sent back to it at any length.
    @Test func longNamesAreNotRepeated() {
        for name in [String(repeating: "k", count: 129), String(repeating: "\\u0061", count: 100_000)] {
            #expect { try RequestText.decode("{\"\(name)\":1,\"logits\":[[1,2]],\"labels\":[0]}") } throws: { error in
                guard case .invalid(let issues)? = error as? LossWireError else { return false }
                return issues.listed.map(\.pointer) == [""]
            }
        }
    }

    @Test func aHundredAreListedAndAllAreCounted() {
        let row = [String](repeating: "[1,2]", count: 250).joined(separator: ",")
        let outside = [String](repeating: "9", count: 250).joined(separator: ",")
        let broken = [String](repeating: "0.5", count: 250).joined(separator: ",")
        for labels in [outside, broken] {
            #expect { try RequestText.decode(#"{"logits":[\#(row)],"labels":[\#(labels)]}"#) } throws: { error in
                guard case .invalid(let issues)? = error as? LossWireError else { return false }
                return issues.listed.count == 100 && issues.count == 250 && issues.listed[99].pointer == "/labels/99"
            }
        }
    }
}
