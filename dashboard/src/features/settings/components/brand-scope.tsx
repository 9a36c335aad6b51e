import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';

import { brandsOf } from '../model/roles';
import classes from '../settings.module.css';

interface BrandScopeProps {
  name: string;
  /** null: all of them. */
  brands: readonly string[] | null;
  isFixed: boolean;
  onChange: (brands: string[] | null) => void;
}

/** Which brands a member sees. */
export function BrandScope({ name, brands, isFixed, onChange }: BrandScopeProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState(brands?.join(', ') ?? '');
  const words = brands ? brands.join(', ') : 'all brands';
  if (isFixed) return <span>{words}</span>;
  return (
    <Popover trapFocus opened={isOpen} position="bottom-start" shadow="md" width={300} onChange={setIsOpen}>
      <Popover.Target>
        <button aria-label={`Brands that ${name} sees: ${words}`} className={classes.plain} type="button" onClick={() => setIsOpen(!isOpen)}>
          {words}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Brands that ${name} sees`}>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            onChange(brandsOf(text));
            setIsOpen(false);
          }}
        >
          <TextInput
            description="With commas between; empty means all."
            label="Brands"
            value={text}
            onChange={({ currentTarget: { value } }) => setText(value)}
          />
          <div className={classes.formEnd}>
            <Button size="compact-md" type="submit">
              Save
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
