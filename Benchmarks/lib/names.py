"""Who is compared, as results and tables have it."""

OURS = "ours"
NGINX = "nginx, a fixed answer"
HUMMINGBIRD = "Hummingbird, Codable"
ASGI = "ASGI, orjson, NumPy"
FASTAPI, TYPED = "FastAPI, PyTorch", "FastAPI, answer declared"
