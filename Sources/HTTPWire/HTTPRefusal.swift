/// Why a handler does not let the content of a request come: what it answers instead.
package struct HTTPRefusal: Error {
    package let response: HTTPResponse

    package init(_ response: HTTPResponse) { self.response = response }
}
