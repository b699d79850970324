/**
 * The benchmark as a picture: for each workload, how many times as long a peer's step takes as tacet's, on a
 * logarithmic axis. Right of the line tacet is faster.
 */
import type { Spec } from "vega";
import { renderPlot, type Plot } from "../packages/lab/src/plots/render.ts";
import { light } from "../packages/lab/src/plots/theme.ts";
import { peers, type PeerName } from "./peers.ts";
import type { Results } from "./report.ts";

const ROW = 44;
const WIDTH = 420;
const MARGIN = { left: 150, right: 170, top: 24, bottom: 52 } as const;
const shapes: Readonly<Record<PeerName, { readonly shape: string; readonly color: "first" | "second" | "muted" }>> = {
  keras: { shape: "circle", color: "first" },
  torchEager: { shape: "square", color: "first" },
  torchCompiled: { shape: "diamond", color: "first" },
  jaxScan: { shape: "triangle-up", color: "first" },
  tfjs: { shape: "circle", color: "second" },
  jaxjs: { shape: "square", color: "second" },
};

/** A workload's name without its sizes. */
const short = (title: string): string => title.replace(/ [\d[(].*$/, "");

export async function benchmarkPlot(results: Results): Promise<Plot> {
  const points = results.workloads.flatMap((w) =>
    (Object.keys(peers) as PeerName[]).flatMap((name) => {
      const peer = w.peers[name];
      return peer ? [{ workload: short(w.title), peer: name, ratio: peer.best / w.best }] : [];
    }),
  );
  const shown = (Object.keys(peers) as PeerName[]).filter((name) => points.some((p) => p.peer === name));
  const workloads = [...new Set(points.map((p) => p.workload))];
  const height = ROW * workloads.length;
  const symbol = (name: PeerName) => ({
    shape: { value: shapes[name].shape },
    fill: { value: light[shapes[name].color] },
    size: { value: 90 },
  });
  const spec: Spec = {
    $schema: "https://vega.github.io/schema/vega/v6.json",
    width: WIDTH,
    height,
    autosize: "none",
    padding: MARGIN,
    scales: [
      {
        name: "x",
        type: "log",
        domain: [Math.min(0.1, ...points.map((p) => p.ratio)), Math.max(10, ...points.map((p) => p.ratio))],
        nice: true,
        range: [0, WIDTH],
      },
      { name: "y", type: "point", domain: workloads, range: [0, height], padding: 0.5 },
    ],
    axes: [
      {
        scale: "x",
        orient: "bottom",
        title: "times as long as tacet on one thread (logarithmic)",
        values: [0.1, 0.3, 1, 3, 10, 30, 100, 300],
        format: "~g",
        grid: true,
        labelFlush: false,
      },
      { scale: "y", orient: "left", domain: false },
    ],
    marks: [
      {
        type: "rule",
        encode: {
          enter: {
            x: { scale: "x", value: 1 },
            y: { value: 0 },
            y2: { value: height },
            stroke: { value: light.ink },
            strokeWidth: { value: 1.5 },
          },
        },
      },
      ...(["tacet is slower", "tacet is faster"] as const).map((text, i) => ({
        type: "text" as const,
        encode: {
          enter: {
            x: { scale: "x", value: 1, offset: i === 0 ? -8 : 8 },
            y: { value: -10 },
            align: { value: i === 0 ? ("right" as const) : ("left" as const) },
            text: { value: text },
            fill: { value: light.muted },
          },
        },
      })),
      ...points.map((p) => ({
        type: "symbol" as const,
        encode: {
          enter: { ...symbol(p.peer), x: { scale: "x", value: p.ratio }, y: { scale: "y", value: p.workload } },
        },
      })),
      ...(["blue: native, two threads", "orange: WebAssembly"] as const).map((text, i) => ({
        type: "text" as const,
        encode: {
          enter: {
            x: { value: WIDTH + 22 },
            y: { value: 24 + 24 * shown.length + 18 * i },
            fontSize: { value: 11 },
            text: { value: text },
            fill: { value: light.muted },
          },
        },
      })),
      ...shown.flatMap((name, i) => [
        {
          type: "symbol" as const,
          encode: { enter: { ...symbol(name), x: { value: WIDTH + 28 }, y: { value: 12 + 24 * i } } },
        },
        {
          type: "text" as const,
          encode: {
            enter: {
              x: { value: WIDTH + 42 },
              y: { value: 12 + 24 * i },
              baseline: { value: "middle" as const },
              text: { value: peers[name].title },
              fill: { value: light.ink },
            },
          },
        },
      ]),
    ],
  };
  const described = points.map((p) => `${p.workload}: ${peers[p.peer].title} ${p.ratio.toPrecision(2)}`).join("; ");
  return renderPlot(spec, `Milliseconds a training step of each peer, divided by tacet's. ${described}.`);
}
