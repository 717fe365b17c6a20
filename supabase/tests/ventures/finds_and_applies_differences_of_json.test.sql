begin;
select plan(45);

select is(private.json_diff(a::jsonb, b::jsonb), diff::jsonb, format('%s to %s', a, b))
from (values
  ('{}', '{}', '[]'),
  ('{"a": 1.0}', '{"a": 1}', '[]'),
  ('1', '2', '[{"op": "replace", "path": "", "value": 2}]'),
  ('{}', '[]', '[{"op": "replace", "path": "", "value": []}]'),
  ('null', '{}', '[{"op": "replace", "path": "", "value": {}}]'),
  (
    '{"keep": 0, "a": 1}', '{"keep": 0, "a": null}',
    '[{"op": "replace", "path": "/a", "value": null}]'
  ),
  (
    '{"keep": 0, "a": null}', '{"keep": 0}',
    '[{"op": "remove", "path": "/a"}]'
  ),
  (
    '{"keep": 0}', '{"keep": 0, "a/b~c": 1, "": 2}',
    '[{"op": "add", "path": "/", "value": 2}, {"op": "add", "path": "/a~1b~0c", "value": 1}]'
  ),
  (
    '[0, 1, 2, 3]', '[0, 1, 3]', '[{"op": "remove", "path": "/2"}]'
  ),
  (
    '[1, 2, 3, 4, 5]', '[1, 5]',
    '[{"op": "remove", "path": "/1"}, {"op": "remove", "path": "/1"}, {"op": "remove", "path": "/1"}]'
  ),
  (
    '[0, 1, 3]', '[0, 1, 2, 3]',
    '[{"op": "add", "path": "/2", "value": 2}]'
  ),
  (
    '[0, {"a": 1, "b": 0}]',
    '[0, {"a": 2, "b": 0}]', '[{"op": "replace", "path": "/1/a", "value": 2}]'
  )
) as t (a, b, diff);

select is(private.json_patch(document::jsonb, patch::jsonb), result::jsonb, patch)
from (values
  ('{"a": 1}', '[]', '{"a": 1}'),
  ('{"a": 1}', '[{"op": "add", "path": "/b", "value": [1]}]', '{"a": 1, "b": [1]}'),
  ('{"a": 1}', '[{"op": "add", "path": "/a", "value": null}]', '{"a": null}'),
  ('{"a": 1}', '[{"op": "replace", "path": "/a", "value": {"x": 1}}]', '{"a": {"x": 1}}'),
  ('{"a": null}', '[{"op": "remove", "path": "/a"}]', '{}'),
  ('{"": {"": 1}}', '[{"op": "replace", "path": "//", "value": 2}]', '{"": {"": 2}}'),
  ('{"a/b~c": 1}', '[{"op": "remove", "path": "/a~1b~0c"}]', '{}'),
  ('{"~1": 1}', '[{"op": "replace", "path": "/~01", "value": 2}]', '{"~1": 2}'),
  ('{"0": 1}', '[{"op": "add", "path": "/1", "value": 2}]', '{"0": 1, "1": 2}'),
  ('[1, 2]', '[{"op": "add", "path": "/0", "value": 0}]', '[0, 1, 2]'),
  ('[1, 2]', '[{"op": "add", "path": "/2", "value": 3}]', '[1, 2, 3]'),
  ('[1, 2]', '[{"op": "add", "path": "/-", "value": 3}]', '[1, 2, 3]'),
  ('[]', '[{"op": "add", "path": "/-", "value": 3}]', '[3]'),
  ('[1, 2]', '[{"op": "remove", "path": "/0"}, {"op": "remove", "path": "/0"}]', '[]'),
  ('[[1], [2]]', '[{"op": "replace", "path": "/1/0", "value": 3}]', '[[1], [3]]'),
  ('[1]', '[{"op": "replace", "path": "", "value": "x"}]', '"x"'),
  ('[1]', '[{"op": "add", "path": "", "value": null}]', 'null')
) as t (document, patch, result);

select throws_ok(
  format('select private.json_patch(%L, %L)', document, patch), state, null, format('%s of %s', patch, document)
)
from (values
  ('{}', '[{"op": "remove", "path": "/a"}]', 'PT409'),
  ('{}', '[{"op": "replace", "path": "/a", "value": 1}]', 'PT409'),
  ('{}', '[{"op": "add", "path": "/a/b", "value": 1}]', 'PT409'),
  ('[1]', '[{"op": "remove", "path": "/1"}]', 'PT409'),
  ('[1]', '[{"op": "remove", "path": "/-1"}]', 'PT409'),
  ('[1]', '[{"op": "remove", "path": "/-"}]', 'PT409'),
  ('[1]', '[{"op": "replace", "path": "/00", "value": 1}]', 'PT409'),
  ('[1]', '[{"op": "add", "path": "/2", "value": 1}]', 'PT409'),
  ('[1]', '[{"op": "add", "path": "/99999999999", "value": 1}]', 'PT409'),
  ('1', '[{"op": "add", "path": "/a", "value": 1}]', 'PT409'),
  ('{}', '[{"op": "remove", "path": ""}]', 'PT409'),
  ('{}', '[{"op": "add", "path": "/a"}]', 'PT400'),
  ('{}', '[{"op": "move", "path": "/a", "from": "/b"}]', 'PT400'),
  ('{}', '[{"path": "/a", "value": 1}]', 'PT400')
) as t (document, patch, state);

-- Where five hundred operations do not do, the smallest value that holds the rest is replaced as a whole.
create temporary view wide as
select
  jsonb_build_object('same', repeat('x', 90000), 'many', (select jsonb_agg(n) from generate_series(1, 2000) as n)) as a,
  jsonb_build_object('same', repeat('x', 90000), 'many', (select jsonb_agg(-n) from generate_series(1, 2000) as n)) as b;
select is(
  (select private.json_diff(a, b) from wide),
  (select jsonb_build_array(jsonb_build_object('op', 'replace', 'path', '/many', 'value', b -> 'many')) from wide),
  'a difference in everything is one operation'
);
select is((select private.json_patch(a, private.json_diff(a, b)) from wide), (select b from wide), 'that leads there');

select * from finish();
rollback;
