{{ config(tags=['night']) }}
select
    run_id,
    started_at,
    finished_at,
    run_result,
    asked as run_scope,
    is_current,
    is_full,
    cast(run_seconds as decimal(12, 2)) as run_seconds,
    cast(peak_memory_mib as integer) as peak_memory_mib,
    cast(memory_limit_mib as integer) as memory_limit_mib,
    rows_read as row_read_count,
    rows_in_lake as row_lake_count,
    cast(fresh_count as integer) as fresh_entity_count,
    cast(stale_count as integer) as stale_entity_count,
    cast(blocked_count as integer) as blocked_entity_count,
    cast(missing_count as integer) as missing_entity_count
from {{ source('night', 'nightly_run') }}
