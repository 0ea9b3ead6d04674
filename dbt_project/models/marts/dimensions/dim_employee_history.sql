-- What an employee's record said of the person, from when to when. The ERP holds only what it says now:
-- the night carries on what it said before (analytics/transform/carried.py), so that a change counts
-- from the day it was seen and rewrites no earlier month.
with present as (
    select
        e.entity_code,
        e.employee_key,
        x.as_of_day,
        e.gender,
        e.nationality_code,
        coalesce(e.nationality_group, 'Unknown') as nationality_group
    from {{ ref('stg_erp__employee') }} as e
    inner join {{ ref('stg_erp__extraction') }} as x on e.entity_code = x.entity_code
),

spans as (
    {{ spans_seen(
        'present', source('erp', 'dim_employee_history_before'), 'employee_key',
        ['gender', 'nationality_code', 'nationality_group']
    ) }}
)

select
    entity_code,
    employee_key,
    valid_from,
    valid_to,
    gender,
    nationality_code,
    nationality_group
from spans
