-- One row per appointment of a person: what they were, from when to when.
select
    {{ entity_key('a.appointment_code', 'a.entity_code') }} as employee_version_key,
    a.entity_code,
    a.employee_key,
    e.person_key,
    a.valid_from,
    a.valid_to,
    row_number() over (
        partition by a.entity_code, a.employee_key
        order by a.valid_from desc, a.appointment_code desc
    ) = 1 as is_latest,
    a.appointment_kind,
    a.end_reason,
    a.position_code,
    a.org_unit_code,
    a.grade_code,
    cast(a.step as smallint) as step,
    e.gender,
    e.birth_year,
    e.nationality_code,
    n.nationality_name_en,
    n.nationality_name_ar,
    coalesce(e.nationality_group, 'Unknown') as nationality_group,
    e.joined_on,
    e.left_on
from {{ ref('stg_erp__appointment') }} as a
inner join {{ ref('stg_erp__employee') }} as e
    on a.entity_code = e.entity_code and a.employee_key = e.employee_key
left join {{ ref('stg_erp__nationality') }} as n
    on e.entity_code = n.entity_code and e.nationality_code = n.nationality_code
