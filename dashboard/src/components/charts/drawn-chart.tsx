import 'uplot/dist/uPlot.min.css';

import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';

import type { TimeChartProps } from './model';
import { dataOf, optionsOf } from './options';
import classes from './time-chart.module.css';

/** uPlot in a box: made anew when what it shows, or the theme, changes; resized with its box. */
export default function DrawnChart(props: TimeChartProps & { height: number }) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  // By value: callers need not keep arrays of figures stable from render to render.
  const drawn = JSON.stringify(props);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const shown = latest.current;
    const plot = new UPlot(optionsOf(shown, element), dataOf(shown), element);
    const sizes = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: shown.height });
    });
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      plot.destroy();
    };
  }, [drawn, scheme]);
  return (
    <div
      ref={box}
      aria-label={props.label}
      className={classes.chart}
      role="img"
      style={{ height: props.height }}
    />
  );
}
