begin;
select plan(15);

select ok(private.json_fits('{"a": 1}', 'object', 8), 'an object of just the size');
select ok(not private.json_fits('{"a": 1}', 'object', 7), 'one byte more');
select ok(not private.json_fits('[]', 'object', 100), 'another type');
select ok(private.json_fits('"text"', 'any', 100), 'any type');
select ok(private.json_fits('null', 'any', 100) and not private.json_fits('null', 'object', 100), 'null is a type too');
select ok(private.json_fits(null, 'object', 1), 'an absent document passes');
select ok(not private.json_fits((repeat('[', 101) || repeat(']', 101))::jsonb, 'array', 1000), 'nested too deep');
select ok(private.json_fits((repeat('[', 100) || repeat(']', 100))::jsonb, 'array', 1000), 'nested just deep enough');
select ok(not private.json_fits(('[1e310]')::jsonb, 'array', 1000), 'a number that no reader can hold');
select ok(private.tags_fit(array_fill('tag'::text, array[50])), 'fifty tags');
select ok(not private.tags_fit(array_fill('tag'::text, array[51])), 'one more');
select ok(not private.tags_fit(array['a', null]) and not private.tags_fit(array[repeat('a', 5001)]), 'null, or too long');
select ok(not private.tags_fit(array[array['a'], array['b']]), 'lists of lists');
select is(
  private.trimmed(e' \t\n\u00a0\u2003a \u3000b\ufeff\r'), e'a \u3000b', 'white space of any kind is cut off around a text'
);
select is(private.trimmed(e'\n'), '', 'a line feed is no text');

select * from finish();
rollback;
