import { Modal } from '@mantine/core';

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

export default function Palette({ onClose }: PaletteProps) {
  return <Modal lockScroll={false} opened title="Search" onClose={onClose} />;
}
