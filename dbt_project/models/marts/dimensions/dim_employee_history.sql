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

compared as (
    select
        b.*,
        p.as_of_day,
        coalesce(b.gender, '') = coalesce(p.gender, '')
        and coalesce(b.nationality_code, '') = coalesce(p.nationality_code, '')
        and b.nationality_group = p.nationality_group as is_unchanged
    from {{ source('erp', 'dim_employee_history_before') }} as b
    inner join present as p on b.entity_code = p.entity_code and b.employee_key = p.employee_key
),

kept as (
    select
        entity_code,
        employee_key,
        valid_from,
        case
            when valid_to is null and not is_unchanged then {{ day_before('as_of_day') }}
            else valid_to
        end as valid_to,
        gender,
        nationality_code,
        nationality_group
    from compared
    where valid_to is not null or is_unchanged or valid_from < as_of_day
),

opened as (
    select
        p.entity_code,
        p.employee_key,
        case when c.employee_key is null then date '1900-01-01' else p.as_of_day end as valid_from,
        cast(null as date) as valid_to,
        p.gender,
        p.nationality_code,
        p.nationality_group
    from present as p
    left join compared as c
        on
            p.entity_code = c.entity_code
            and p.employee_key = c.employee_key
            and c.valid_to is null
    where c.employee_key is null or not c.is_unchanged
)

select
    entity_code,
    employee_key,
    valid_from,
    valid_to,
    gender,
    nationality_code,
    nationality_group
from kept
union all
select
    entity_code,
    employee_key,
    valid_from,
    valid_to,
    gender,
    nationality_code,
    nationality_group
from opened
