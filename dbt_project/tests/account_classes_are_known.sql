{{ config(meta={
    "speaks_of": "entity",
    "says": "Account {account_code} has the class {gfsm_class_code}, which is not among the classes of the GFSM 2014. Correct the account's class.",
}) }}
-- A class that nobody knows would be in no group of the government's statistics.
select
    a.entity_code,
    a.account_code,
    a.gfsm_class_code
from {{ ref('stg_erp__account') }} as a
left join {{ ref('gfsm_class') }} as c on a.gfsm_class_code = c.gfsm_class_code
where a.gfsm_class_code is not null and c.gfsm_class_code is null
