begin;
\ir ../helpers.sql
select plan(25);
select tests.create_cast();
select tests.as_user('alice', tests.id('acme'));

select throws_ok(
  format('select public.create_webhook_endpoint(%L, %L)', u.url, '{execution.failed}'), '23514', null, 'no ' || to_json(left(u.url, 60))
)
from unnest(array[
  '', 'example.com', 'ftp://example.com', 'https://', 'https:///path', 'https://user:pass@example.com', 'https://u@example.com',
  'https://exa mple.com', e'https://example.com/\n', e'https://example.com/a\tb', 'https://bücher.example',
  'https://example.com/' || repeat('a', 2048), ' https://example.com'
]) as u (url);
select throws_ok(
  format('select public.create_webhook_endpoint(%L, %L)', 'https://example.com', e.events), '23514', null, 'no events ' || e.events
)
from unnest(array['{}', '{execution.started}', '{execution.failed,execution.failed}', '{webhook.test}', '{{execution.failed},{execution.completed}}', '{NULL}']) as e (events);
select throws_ok($$ select public.create_webhook_endpoint('https://example.com', null) $$, '23502', null, 'nor no list at all');
select throws_ok(
  format('select public.create_webhook_endpoint(%L, %L, %L)', 'https://example.com', '{execution.failed}', repeat('x', 1001)), '23514', null,
  'no story'
);
select lives_ok(
  format('select public.create_webhook_endpoint(%L, %L)', u.url, '{execution.failed,budget.exceeded}'), u.url || ' is one'
)
from unnest(array['https://example.com', 'HTTPS://example.com:8443/a?b=c@d#e', 'http://[::1]:8000/']) as u (url);

select public.create_webhook_endpoint('https://example.com/' || n, '{execution.failed}') from generate_series(4, 20) as g (n);
select throws_ok($$ select public.create_webhook_endpoint('https://example.com', '{execution.failed}') $$, 'PT409', null, 'nor more than twenty');

select * from finish();
rollback;
