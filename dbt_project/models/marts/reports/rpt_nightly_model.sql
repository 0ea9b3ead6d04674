{{ config(tags=['night']) }}
-- How long each model, seed and test took. The models over the night itself run after this is known.
select
    run_id,
    node_name,
    node_kind,
    node_state,
    cast(node_seconds as decimal(12, 3)) as node_seconds,
    row_count
from {{ source('night', 'nightly_model') }}
