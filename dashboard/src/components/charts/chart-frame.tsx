import { ActionIcon, Menu } from '@mantine/core';
import ChartLine from 'lucide-react/icons/chart-line';
import Download from 'lucide-react/icons/download';
import Table2 from 'lucide-react/icons/table-2';
import { useRef, useState, type ReactNode } from 'react';

import { Card } from '@/components/card';
import type { Table } from '@/lib/ui/csv';
import { downloadCsv, downloadPng } from '@/lib/ui/download';

import classes from './chart-frame.module.css';

interface ChartFrameProps {
  title: string;
  hint?: ReactNode;
  /** The chart's figures: what its table and its CSV say. */
  table: Table;
  /** Of exported files, without an ending. */
  fileName: string;
  /** Draws the picture when the chart is no canvas itself. */
  draw?: () => HTMLCanvasElement;
  className?: string;
  children: ReactNode;
}

/** A chart that can also be read as a table, and be taken away as CSV or PNG. */
export function ChartFrame({ title, hint, table, fileName, draw, className, children }: ChartFrameProps) {
  const [isTable, setIsTable] = useState(!draw && !hasCanvas());
  const chart = useRef<HTMLDivElement>(null);
  const savePicture = () => {
    const canvas = draw ? draw() : chart.current?.querySelector('canvas');
    const surface = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    if (canvas) downloadPng(fileName, canvas, surface);
  };
  const toggle = isTable ? 'Show the chart' : 'Show as a table';
  return (
    <Card
      actions={
        <div className={classes.actions}>
          <ActionIcon aria-label={`${title}: ${toggle}`} color="gray" title={toggle} variant="subtle" onClick={() => setIsTable(!isTable)}>
            {isTable ? <ChartLine size={16} /> : <Table2 size={16} />}
          </ActionIcon>
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon aria-label={`${title}: export`} color="gray" title="Export" variant="subtle">
                <Download size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => downloadCsv(fileName, table)}>CSV</Menu.Item>
              <Menu.Item disabled={isTable && !draw} onClick={savePicture}>
                PNG
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      }
      className={className}
      hint={hint}
      title={title}
    >
      {isTable ? <FigureTable caption={title} table={table} /> : <div ref={chart}>{children}</div>}
    </Card>
  );
}

/** The figures of a chart, for those who would rather read them. */
function FigureTable({ caption, table }: { caption: string; table: Table }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that keys can scroll it
    <div aria-label={caption} className={classes.table} role="group" tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, place) => (
                <td key={place}>{cell ?? '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const hasCanvas = (): boolean => document.createElement('canvas').getContext('2d') !== null;
