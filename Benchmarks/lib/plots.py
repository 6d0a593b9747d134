"""Draws what was measured: one SVG a question, the same octets for the same figures."""

import argparse
import json
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as pyplot  # noqa: E402
from matplotlib.ticker import FuncFormatter  # noqa: E402
from names import ASGI, FASTAPI, HUMMINGBIRD, NGINX, OURS  # noqa: E402

INK, FAINT = "#24292f", "#d0d7de"
COLOURS = {
    OURS: "#0a58ca", ASGI: "#e08a00", HUMMINGBIRD: "#c2410c", FASTAPI: "#0f8a6d", NGINX: "#8c959f",
    "numpy": "#e08a00", "torch": "#0f8a6d",
    "simdjson": "#8250df", "std::to_chars": "#8250df", "orjson and NumPy": "#e08a00", "Foundation": "#c2410c",
}
NAMES = {OURS: "softmax-loss-server", "numpy": "NumPy", "torch": "PyTorch"}
STEPS = {"decode": "#0a58ca", "queue": "#8250df", "compute": "#0f8a6d", "encode": "#e08a00", "socket": "#afb8c1"}

STYLE = {
    # Text stays text, and identifiers are the same every time.
    "svg.fonttype": "none", "svg.hashsalt": "softmax-loss-server",
    "font.family": "sans-serif", "font.size": 10, "figure.facecolor": "white",
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK, "axes.labelcolor": INK,
    "axes.titlelocation": "left", "axes.titlesize": 11, "axes.titleweight": "bold", "axes.titlecolor": INK,
    "axes.axisbelow": True, "axes.grid": True, "grid.color": FAINT, "grid.linewidth": 0.7,
    "xtick.color": INK, "ytick.color": INK, "legend.frameon": False, "lines.linewidth": 1.8, "lines.markersize": 4.5,
}


def plain(value: float, _: object = None) -> str:
    """1,000 and 0.1 where matplotlib would write 10³ and 10⁻¹."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def named(name: str) -> str:
    return NAMES.get(name, name)


def figure(columns: int, height: float, width: float = 9):
    return pyplot.subplots(1, columns, figsize=(width, height), layout="constrained", squeeze=False)


def save(drawn, path: Path, machine: dict) -> None:
    drawn.supxlabel(
        f"{machine['processor']}, {machine['cores']} cores, built for {machine['level']}; medians; clients run on the same cores",
        fontsize=8, color="#57606a", x=0.01, horizontalalignment="left",
    )
    drawn.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(drawn)
    # matplotlib ends some lines with blanks.
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def draw_kernel(results: list[dict], path: Path, machine: dict) -> None:
    drawn, ((axes,),) = figure(1, 3.2)
    places = np.arange(len(results))
    names = list(results[0]["ns_per_element"])
    for number, name in enumerate(names):
        values = [result["ns_per_element"][name]["median"] for result in results]
        bars = axes.bar(places + (number - 1) * 0.27, values, 0.25, color=COLOURS[name], label=named(name))
        axes.bar_label(bars, fmt="%.2f", fontsize=8, padding=2, color=INK)
    axes.set_xticks(places, ["×".join(map(str, result["shape"])) for result in results])
    axes.grid(visible=False, axis="x")
    axes.set_title("Loss and gradient on one thread, ns an element")
    axes.legend(ncols=3, loc="upper left", fontsize=9)
    axes.margins(y=0.2)
    save(drawn, path, machine)


def draw_codec(results: dict, path: Path, machine: dict) -> None:
    drawn, (both,) = figure(2, 2.4)
    for axes, (what, result) in zip(both, results.items()):
        for place, (name, costs) in enumerate(reversed(result["ns_per_float"].items())):
            # On a logarithmic axis a bar's length says nothing: a dot does not pretend to.
            axes.plot(costs["median"], place, "o", color=COLOURS[name], markersize=8)
            axes.annotate(
                f"{costs['median']:.1f}", (costs["median"], place), (8, 0), textcoords="offset points", fontsize=9,
                color=INK, verticalalignment="center",
            )
        axes.set_yticks(range(place + 1), [named(name) for name in reversed(result["ns_per_float"])])
        axes.set_ylim(-0.6, place + 0.6)
        axes.set_xscale("log")
        axes.set_xlim(8, 1500)
        axes.xaxis.set_major_formatter(FuncFormatter(plain))
        axes.minorticks_off()
        axes.set_title(f"{what.capitalize()} JSON, ns a float")
    save(drawn, path, machine)


def draw_lines(axes, figures: dict, value, dashed=None) -> None:
    for name, points in figures.items():
        places = [int(place) for place in points]
        axes.plot(places, [value(point) for point in points.values()], "o-", color=COLOURS[name], label=named(name))
        if dashed:
            axes.plot(places, [dashed(point) for point in points.values()], "--", color=COLOURS[name], linewidth=1)
    axes.set_xscale("log", base=4)
    axes.set_yscale("log")
    axes.set_xticks(places)
    axes.xaxis.set_major_formatter(FuncFormatter(plain))
    axes.yaxis.set_major_formatter(FuncFormatter(plain))
    axes.minorticks_off()


def draw_sizes(figures: dict, path: Path, machine: dict) -> None:
    drawn, ((left, right),) = figure(2, 3.8)
    million_floats = {
        name: {rows: point["requests_per_second"] * int(rows) * 1000 / 1e6 for rows, point in points.items()}
        for name, points in figures.items()
    }
    draw_lines(left, million_floats, lambda value: value)
    left.set_title("Throughput, million floats a second")
    draw_lines(right, figures, lambda point: point["milliseconds"])
    right.set_title("Latency, ms a request")
    for axes in (left, right):
        axes.set_xlabel("positions of 1,000 classes, one connection")
    right.legend(fontsize=9)
    save(drawn, path, machine)


def draw_connections(figures: dict, path: Path, machine: dict) -> None:
    drawn, ((left, right),) = figure(2, 3.8)
    draw_lines(left, figures, lambda point: point["requests_per_second"])
    left.set_title("Throughput, requests a second")
    draw_lines(right, figures, lambda point: point["milliseconds"]["50"], lambda point: point["milliseconds"]["99"])
    right.set_title("Latency, ms: median, dashed 99 %")
    for axes in (left, right):
        axes.set_xlabel("connections that send batches of 4×10")
    left.legend(fontsize=9)
    save(drawn, path, machine)


def draw_steps(figures: dict, path: Path, machine: dict) -> None:
    drawn, ((axes,),) = figure(1, 2.3)
    shapes = list(reversed(figures))
    totals = np.array([sum(figures[shape].values()) for shape in shapes])
    labels = [f"{shape}, {total:.1f} ms" if total >= 1 else f"{shape}, {1000 * total:.0f} µs"
              for shape, total in zip(shapes, totals)]
    start = np.zeros(len(shapes))
    for step, colour in STEPS.items():
        shares = np.array([figures[shape][step] for shape in shapes]) / totals * 100
        bars = axes.barh(labels, shares, left=start, color=colour, label=step, height=0.7)
        axes.bar_label(
            bars, [f"{share:.0f} %" if share >= 4 else "" for share in shares], label_type="center", fontsize=8,
            color=INK if step == "socket" else "white",
        )
        start += shares
    axes.set_xlim(0, 100)
    axes.grid(visible=False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.legend(ncols=5, loc="lower left", bbox_to_anchor=(0, 0.97), fontsize=9)
    axes.set_title("Where the time of a request goes, as its client sees it", pad=26)
    save(drawn, path, machine)


DRAWINGS = {
    "kernel": {"kernel": draw_kernel},
    "codec": {"codec": draw_codec},
    "sweep": {"sizes": draw_sizes, "connections": draw_connections, "steps": draw_steps},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path, help="the directory with what was measured")
    parser.add_argument("plots", type=Path, help="the directory to draw into")
    options = parser.parse_args()
    pyplot.rcParams.update(STYLE)
    options.plots.mkdir(parents=True, exist_ok=True)
    for what, drawings in DRAWINGS.items():
        file = options.figures / f"{what}.json"
        if not file.exists():
            continue
        content = json.loads(file.read_text(encoding="utf-8"))
        for name, draw in drawings.items():
            figures = content[what].get(name) if what == "sweep" else content[what]
            if figures:
                draw(figures, options.plots / f"{name}.svg", content["machine"])


if __name__ == "__main__":
    main()
