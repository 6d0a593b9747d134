// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "partial-softmax",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "softmax-loss-server", path: "../..")],
    targets: [
        .executableTarget(
            name: "PartialSoftmax",
            dependencies: [.product(name: "SoftmaxLoss", package: "softmax-loss-server")],
            swiftSettings: [.treatAllWarnings(as: .error)])
    ],
    swiftLanguageModes: [.v6]
)
