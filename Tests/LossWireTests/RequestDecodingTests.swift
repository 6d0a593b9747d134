import LossWire
import SoftmaxLoss
import Testing

/// What a request may look like, and what it then means.
struct RequestDecodingTests {
    @Test func theLeastThatIsARequest() throws {
        let batch = try RequestText.batch(#"{"logits":[[1,2.5,-3e-1],[0,0,0]],"labels":[2,0]}"#)
        #expect(batch.float32Logits == [1, 2.5, -0.3, 0, 0, 0])
        #expect(batch.shape.dimensions == [2, 3])
        #expect(batch.shape.axis == 1)
        #expect(batch.labels == [2, 0])
        #expect(try batch.options == LossOptions())
        #expect(batch.outputs == [.loss, .gradients])
        #expect(batch.layout == .nested)
    }

    @Test func everyField() throws {
        let batch = try RequestText.batch(
            """
            \t{ "dtype" : "float64", "layout":"nested", "outputs":["element_losses","probabilities"],
              "loss_weight":-2.5, "normalization":"BATCH_SIZE", "ignore_label":255, "axis":-1,
              "labels":[0,1,255,2], "shape":[2,2,3], "logits":[1,2,3,4,5,6,7,8,9,10,11,12.000000000000002] }\r\n
            """)
        #expect(batch.float64Logits.last == 12.000000000000002)
        #expect(batch.shape.dimensions == [2, 2, 3])
        #expect(batch.shape.axis == 2)
        #expect(
            try batch.options
                == LossOptions(ignoreLabel: 255, divisor: .normalization(.batchSize), lossWeight: -2.5))
        #expect(batch.outputs == [.elementLosses, .probabilities])
        #expect(batch.layout == .nested)
        #expect(batch.census.validCount == 3)
    }

    @Test(
        arguments: [
            (#""normalize":true"#, .normalization(.valid)),
            (#""normalize":false"#, .normalization(.batchSize)),
            (#""normalize":false,"normalization":"NONE""#, .normalization(.none)),
            (#""normalize":null,"normalization":"FULL""#, .normalization(.full)),
            (#""normalizer":0.5"#, .explicit(0.5)),
            (#""normalizer":null,"normalization":null,"normalize":null"#, nil),
        ] as [(String, LossOptions.Divisor?)])
    func divisors(fields: String, divisor: LossOptions.Divisor?) throws {
        #expect(try RequestText.batch(#"{"logits":[[1]],"labels":[0],\#(fields)}"#).options.divisor == divisor)
    }

    /// Types that stand behind the logits are as good as those before them.
    @Test func typeBehindTheLogits() throws {
        let batch = try RequestText.batch(#"{"logits":[[0.1,1e300]],"labels":[1],"dtype":"float64"}"#)
        #expect(batch.float64Logits == [0.1, 1e300])
    }

    @Test func numbersThatAreNotFinite() throws {
        let batch = try RequestText.batch(
            #"{"logits":[[NaN,Infinity,-Infinity],["NaN","Infinity","-Infinity"]],"labels":[0,0]}"#)
        let logits = batch.float32Logits
        #expect(logits[0].isNaN && logits[3].isNaN)
        #expect([logits[1], logits[2], logits[4], logits[5]] == [.infinity, -.infinity, .infinity, -.infinity])
    }

    /// Labels in the positions' shape, with a 1 where the classes were, or flat.
    @Test(arguments: [
        ("[[1,0,1],[0,1,0]]", [2, 2, 3], 1), ("[[[1,0,1]],[[0,1,0]]]", [2, 2, 3], 1), ("[1,0,1,0,1,0]", [2, 2, 3], 1),
        ("[[[1],[0]],[[1],[0]]]", [2, 2, 2], 2), ("[0.0,1e0]", [2, 2], 1), ("[[0],[1]]", [2, 2], 1),
        ("1", [2], 0), ("[1]", [2], 0),
    ])
    func labelShapes(labels: String, shape: [Int], axis: Int) throws {
        let logits = [String](repeating: "0", count: shape.reduce(1, *)).joined(separator: ",")
        let batch = try RequestText.batch(
            #"{"logits":[\#(logits)],"shape":\#(shape),"axis":\#(axis),"labels":\#(labels)}"#)
        #expect(batch.labels.count == batch.shape.positionCount)
    }

    @Test(arguments: [
        (#"{"logits":[1,2],"labels":0}"#, TensorLayout.nested),
        (#"{"logits":[1,2],"shape":[1,2],"labels":[0]}"#, .flat),
        (#"{"logits":[[1,2]],"shape":[1,2],"labels":[0]}"#, .nested),
        (#"{"logits":[[1,2]],"labels":[0],"layout":"flat"}"#, .flat),
        (#"{"logits":[1,2],"shape":[1,2],"labels":[0],"layout":"nested"}"#, .nested),
    ])
    func layouts(json: String, layout: TensorLayout) throws {
        #expect(try RequestText.batch(json).layout == layout)
    }

    @Test func batches() throws {
        let request = try RequestText.decode(
            #"{"batches":[{"logits":[[1,2]],"labels":[0]},{"logits":[3,4],"labels":1,"dtype":"float64"}]}"#)
        guard case .batches(let batches) = request else {
            Issue.record("not batches")
            return
        }
        #expect(batches[0].float32Logits == [1, 2])
        #expect(batches[1].float64Logits == [3, 4])
    }

    /// Names are compared as the strings that they are.
    @Test func escapedNames() throws {
        let batch = try RequestText.batch(#"{"\u006cogits":[[1,2]],"l\u0061bels":[0],"dty\u0070e":"\u0066loat64"}"#)
        #expect(batch.float64Logits == [1, 2])
        guard case .batches = try RequestText.decode(#"{"b\u0061tches":[{"logits":[[1,2]],"labels":[0]}]}"#) else {
            Issue.record("not batches")
            return
        }
    }

    @Test func sixteenDimensions() throws {
        let open = String(repeating: "[", count: 16)
        let close = String(repeating: "]", count: 16)
        let batch = try RequestText.batch(#"{"logits":\#(open)1,2\#(close),"labels":[0],"axis":-1}"#)
        #expect(batch.shape.dimensions == [Int](repeating: 1, count: 15) + [2])
    }
}
