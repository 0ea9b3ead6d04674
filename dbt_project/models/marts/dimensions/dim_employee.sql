-- One row per appointment of a person and what the record said of them meanwhile: what they were, from
-- when to when.
with spans as (
    select
        a.*,
        h.gender,
        h.nationality_code,
        h.nationality_group,
        greatest(a.valid_from, h.valid_from) as span_from,
        nullif(
            least(coalesce(a.valid_to, date '9999-12-31'), coalesce(h.valid_to, date '9999-12-31')),
            date '9999-12-31'
        ) as span_to,
        row_number() over (
            partition by a.entity_code, a.appointment_code order by h.valid_from
        ) as span_number
    from {{ ref('stg_erp__appointment') }} as a
    inner join {{ ref('dim_employee_history') }} as h
        on
            a.entity_code = h.entity_code
            and a.employee_key = h.employee_key
            and coalesce(a.valid_to, date '9999-12-31') >= h.valid_from
            and a.valid_from <= coalesce(h.valid_to, date '9999-12-31')
)

select
    {{ entity_key('s.appointment_code', 's.entity_code') }}
    || case when s.span_number > 1 then '#' || {{ dbt.cast('s.span_number', 'varchar') }} else '' end
        as employee_version_key,
    s.entity_code,
    s.employee_key,
    e.person_key,
    s.span_from as valid_from,
    s.span_to as valid_to,
    row_number() over (
        partition by s.entity_code, s.employee_key
        order by s.span_from desc, s.appointment_code desc
    ) = 1 as is_latest,
    s.appointment_kind,
    s.end_reason,
    s.position_code,
    s.org_unit_code,
    s.grade_code,
    cast(s.step as smallint) as step,
    s.gender,
    e.birth_year,
    s.nationality_code,
    n.nationality_name_en,
    n.nationality_name_ar,
    s.nationality_group,
    e.joined_on,
    e.left_on
from spans as s
inner join {{ ref('stg_erp__employee') }} as e
    on s.entity_code = e.entity_code and s.employee_key = e.employee_key
left join {{ ref('stg_erp__nationality') }} as n
    on s.entity_code = n.entity_code and s.nationality_code = n.nationality_code
