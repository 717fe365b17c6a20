-- What the operator says of prices. Safe to run again.

-- The local model costs nothing but electricity; a nominal price lets the books show something.
insert into private.model_prices (
  provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, cache_read_usd_per_mtok,
  cache_write_usd_per_mtok, version
)
values ('local', 'smollm2', '2025-01-01', 0.05, 0.20, 0.05, 0.05, 'nominal')
on conflict (provider, model, effective_from) do nothing;
