{{ config(tags=['night']) }}
select
    run_id,
    cast(step_number as smallint) as step_number,
    step_name,
    cast(step_seconds as decimal(12, 2)) as step_seconds,
    cast(peak_memory_mib as integer) as peak_memory_mib
from {{ source('night', 'nightly_step') }}
