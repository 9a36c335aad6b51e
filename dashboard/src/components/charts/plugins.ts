/** What uPlot does not draw by itself: a tooltip, rules at events, labels at the ends of lines. */
import type UPlot from 'uplot';

import { longDay } from '@/lib/format/dates';

import type { ChartEvent, TimeChartProps, Tone } from './model';
import type { Paint } from './options';
import classes from './time-chart.module.css';

const FONT = '12px Inter, system-ui, sans-serif';
const COLOUR: Record<Tone, string> = {
  negative: '--negative-text',
  positive: '--positive-text',
  neutral: '--text-2',
  accent: '--accent',
};

/** Exact values of the day under the pointer. Texts only: nothing is parsed as HTML. */
export function tooltip({ days, series, events = [], note }: TimeChartProps): UPlot.Plugin {
  const tip = document.createElement('div');
  tip.className = classes.tip ?? '';
  tip.hidden = true;
  return {
    hooks: {
      init: (plot) => plot.over.append(tip),
      setCursor: (plot) => {
        const index = plot.cursor.idx ?? null;
        const day = index === null ? undefined : days[index];
        tip.hidden = index === null || day === undefined;
        if (index === null || day === undefined) return;
        const lines = series.map(({ label, values, format }) => line(label, shown(values[index] ?? null, format)));
        const happened = events.filter((event) => event.day === day).map(({ label }) => line(label, ''));
        tip.replaceChildren(heading(longDay(day)), ...lines, ...happened);
        if (note) tip.append(line(note(index), ''));
        place(tip, plot);
      },
    },
  };
}

export function drawEvents({ events = [] }: TimeChartProps, paint: Paint): UPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => events.forEach((event, order) => rule(plot, event, order, paint)),
    },
  };
}

/** The name of each line at its last value, instead of a legend. */
export function drawLabels({ days, series }: TimeChartProps, paint: Paint): UPlot.Plugin {
  const draw = (plot: UPlot) => {
    for (const { label, values, tone, kind, scale = 'left' } of series) {
      const last = values.findLastIndex((value) => value !== null);
      const value = values[last];
      const day = days[last];
      if (kind === 'bars' || value === null || value === undefined || day === undefined) continue;
      const x = plot.valToPos(Date.parse(day) / 1000, 'x', true);
      const y = plot.valToPos(value, scale, true);
      write(plot, label, { x: x - 4, y: y - 10, align: 'right', colour: paint(COLOUR[tone]) });
    }
  };
  return { hooks: { draw } };
}

function rule(plot: UPlot, { day, label, tone = 'neutral' }: ChartEvent, order: number, paint: Paint): void {
  const x = Math.round(plot.valToPos(Date.parse(day) / 1000, 'x', true));
  const { left, top, width, height } = plot.bbox;
  if (x < left || x > left + width) return;
  const colour = paint(COLOUR[tone]);
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.restore();
  const isRight = x > left + width * 0.7;
  const gap = (isRight ? -4 : 4) * devicePixelRatio;
  const y = top + (6 + (order % 3) * 14) * devicePixelRatio;
  write(plot, label, { x: x + gap, y, align: isRight ? 'right' : 'left', colour });
}

interface Place {
  x: number;
  y: number;
  align: CanvasTextAlign;
  colour: string;
}

function write({ ctx }: UPlot, text: string, { x, y, align, colour }: Place): void {
  ctx.save();
  ctx.font = FONT.replace('12', String(12 * devicePixelRatio));
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  ctx.restore();
}

function place(tip: HTMLElement, plot: UPlot): void {
  const left = plot.cursor.left ?? 0;
  const overRight = left > plot.over.clientWidth / 2;
  tip.style.left = overRight ? '' : `${left + 12}px`;
  tip.style.right = overRight ? `${plot.over.clientWidth - left + 12}px` : '';
  tip.style.top = '4px';
}

const shown = (value: number | null, format: (value: number) => string): string =>
  value === null ? 'no reviews' : format(value);

function heading(text: string): HTMLElement {
  const element = document.createElement('strong');
  element.textContent = text;
  return element;
}

function line(name: string, value: string): HTMLElement {
  const element = document.createElement('span');
  const label = document.createElement('em');
  label.textContent = name;
  element.append(label, value);
  return element;
}
