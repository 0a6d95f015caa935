// Two weeks of work, a pair of bars a day: what came in, and what was closed.

import { BarChart, type BarSeriesOption } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import { colour, type Day, isStill, onState, openList } from "./page";

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

type Option = ComposeOption<BarSeriesOption | GridComponentOption | TooltipComponentOption>;

export function draw(box: HTMLElement): void {
  const chart = init(box, null, { renderer: "canvas" });
  let days: Day[] = [];
  onState((now) => {
    days = now.days;
    chart.setOption(option(days, box.dataset));
  });
  // A short bar is hard to hit: the whole column counts, its left half for what came in.
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    if (!chart.containPixel("grid", [offsetX, offsetY])) return;
    const index = Math.round(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX) as unknown as number);
    const middle = chart.convertToPixel({ xAxisIndex: 0 }, index) as unknown as number;
    const [day, kind] = [days[index], offsetX < middle ? "received" : "closed"];
    if (day && box.dataset.list) openList(box.dataset.list, { kind, day: day.date });
  });
  new ResizeObserver(() => {
    chart.resize();
    chart.setOption(option(days, box.dataset));
  }).observe(box);
}

function option(days: Day[], words: DOMStringMap): Option {
  const size = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--chart")) || 14;
  const text = { color: colour("ink-3"), fontSize: size, fontFamily: colour("sans") };
  return {
    animation: !isStill,
    animationDuration: 160,
    grid: { left: 0, right: 0, top: 10, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    // As HTML the tooltip would need inline styles, which the policy of our pages forbids.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow", shadowStyle: { color: "rgb(255 255 255 / 4%)" } },
      backgroundColor: colour("card"),
      borderColor: colour("line"),
      textStyle: { ...text, color: colour("ink") },
    },
    xAxis: {
      type: "category",
      data: days.map((day) => day.label),
      axisLine: { lineStyle: { color: colour("line") } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      splitNumber: 3,
      axisLabel: text,
      splitLine: { lineStyle: { color: colour("line") } },
    },
    series: [
      bars(words.received ?? "", colour("edge"), days.map((day) => day.received)),
      bars(words.closed ?? "", colour("jade"), days.map((day) => day.closed)),
    ],
  };
}

function bars(name: string, color: string, data: number[]): BarSeriesOption {
  return { type: "bar", name, data, itemStyle: { color }, barGap: "15%", barCategoryGap: "40%", cursor: "pointer" };
}
