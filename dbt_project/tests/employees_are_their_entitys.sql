{{ config(meta={
    "speaks_of": "entity",
    "says": "{shared_count} employees have pseudonyms of another entity's employees. Run ./diwan nightly --full: they were read before pseudonyms were the entity's own.",
}) }}
-- Numbers of employees begin anew in every entity, and so must what stands for them: otherwise people
-- of two entities would be one.
with shared as (
    select employee_key
    from {{ ref('stg_erp__employee') }}
    group by employee_key
    having count(distinct entity_code) > 1
)

select
    e.entity_code,
    count(*) as shared_count
from {{ ref('stg_erp__employee') }} as e
inner join shared as s on e.employee_key = s.employee_key
group by e.entity_code
