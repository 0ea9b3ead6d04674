{{ config(tags=['night']) }}
-- Entities that were removed since are left out: their history goes with them.
select
    n.run_id,
    n.entity_code,
    n.entity_state,
    n.reason as state_reason,
    n.extracted_at as data_as_of,
    n.rows_read as row_read_count,
    n.rows_in_lake as row_lake_count,
    cast(n.extract_seconds as decimal(12, 2)) as extract_seconds,
    n.watermark as last_line_number,
    n.drift as schema_drift
from {{ source('night', 'nightly_entity') }} as n
inner join {{ ref('dim_entity') }} as e on n.entity_code = e.entity_code
