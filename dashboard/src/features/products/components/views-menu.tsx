import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import Bookmark from 'lucide-react/icons/bookmark';
import BookmarkPlus from 'lucide-react/icons/bookmark-plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState, type SubmitEvent } from 'react';

import { explain } from '@/lib/api/explain';
import { stringifySearch } from '@/lib/ui/search-params';
import { toast } from '@/lib/ui/toasts';

import { deleteView, saveView, viewsQuery, type View } from '../api/queries';
import type { ProductSearch } from '../search';

import classes from './views-menu.module.css';

const PAGE = 'products';

/** Lists people come back to, under names of their own. */
export function ViewsMenu({ search }: { search: ProductSearch }) {
  const [isNaming, setIsNaming] = useState(false);
  const views = (useQuery(viewsQuery()).data ?? []).filter(({ page }) => page === PAGE);
  const router = useRouter();
  const remove = useRemoveView();
  const query = stringifySearch({ ...search }).slice(1);
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={280}>
        <Menu.Target>
          <Button leftSection={<Bookmark size={16} />} variant="default">
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <p className={classes.none}>No saved views yet.</p>}
          {views.map((view) => (
            <div key={view.view_id} className={classes.view}>
              <Menu.Item onClick={() => router.history.push(`/products?${view.query}`)}>{view.name}</Menu.Item>
              <ActionIcon
                aria-label={`Delete the view ${view.name}`}
                color="gray"
                size="sm"
                variant="subtle"
                onClick={() => remove(view)}
              >
                <Trash2 size={14} />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<BookmarkPlus size={16} />} onClick={() => setIsNaming(true)}>
            Save this list as a view…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isNaming && <NameView query={query} onClose={() => setIsNaming(false)} />}
    </>
  );
}

function NameView({ query, onClose }: { query: string; onClose: () => void }) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (name: string) => saveView({ name, page: PAGE, query }),
    onSuccess: async (view) => {
      toast(`Saved as “${view.name}”.`);
      onClose();
      await queries.invalidateQueries({ queryKey: viewsQuery().queryKey });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string' && name.trim()) save.mutate(name.trim());
  };
  return (
    <Modal lockScroll={false} opened title="Save this list as a view" onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          data-autofocus
          required
          error={save.error && explain(save.error, 'the view').meaning}
          label="Name"
          maxLength={100}
          name="name"
          withAsterisk={false}
        />
        <Button loading={save.isPending} type="submit">
          Save
        </Button>
      </form>
    </Modal>
  );
}

/** Gone from the list at once; undoing saves it again. */
function useRemoveView(): (view: View) => void {
  const queries = useQueryClient();
  const { queryKey } = viewsQuery();
  const refresh = () => queries.invalidateQueries({ queryKey });
  const removal = useMutation({
    mutationFn: ({ view_id: id }: View) => deleteView(id),
    onMutate: ({ view_id: id }) => {
      queries.setQueryData(queryKey, (views) => views?.filter((view) => view.view_id !== id));
    },
    onSuccess: (_nothing, { name, page, query }) =>
      toast(`Deleted “${name}”.`, { undo: () => void saveView({ name, page, query }).then(refresh) }),
    onError: (_error, { name }) => toast(`“${name}” could not be deleted.`, { tone: 'failed' }),
    onSettled: refresh,
  });
  return (view) => removal.mutate(view);
}
