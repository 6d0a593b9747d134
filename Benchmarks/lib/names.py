"""Who is compared, as results and tables have it."""

OURS = "ours"
NGINX = "nginx, a fixed answer"
HUMMINGBIRD = "Hummingbird, Codable"
ASGI = "ASGI, orjson, NumPy"
TRITON = "Triton, Python backend"
ASGI_OCTETS = "ASGI, NumPy on the octets"
FASTAPI, TYPED = "FastAPI, PyTorch", "FastAPI, answer declared"
