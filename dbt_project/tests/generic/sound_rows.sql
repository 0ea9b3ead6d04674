{# A document's rows are what the ERP promises of them; each that is not is named with its fault. One
   pass over the rows. Written into the staging models' YAML by ./diwan declare from the DocTypes.

   called: what a row is called; key: the column that makes a row one, none where rows are too many to
   be grouped (their mart proves it); record: columns that name a row to a person; required: never
   empty; accepted: column -> words it may hold; links: column -> {to, field, called}; days: dates that
   lie in living memory or ahead of it; ends: dates that may be as far ahead as you like; pairs: first
   and last day; positive: amounts that are not below nothing. #}
{% test sound_rows(
    model, called, record, key=none, required=[], accepted={}, links={}, days=[], ends=[], pairs=[],
    positive=[], scope='entity'
) %}
    {{ config(meta={'speaks_of': scope, 'says': called ~ ' {record}: {fault}.'}) }}
    with named as (
        select
            {% if scope == 'all' %}'all' as entity_code,{% endif %}
            {% for column in record -%}
                {% if not loop.first %} || ', ' || {% endif -%}
                {% if record | length > 1 %}'{{ words_of(column) }} ' || {% endif -%}
                coalesce(cast({{ column }} as {{ dbt.type_string() }}), 'none')
            {%- endfor %} as record,
            *
        from {{ model }}
    ),

    judged as (
        select
            r.entity_code,
            r.record,
            case
                {% for column in required -%}
                    when r.{{ column }} is null
                        then '{{ words_of(column) }} is empty; fill it in'
                {% endfor -%}
                {% for column, words in accepted.items() -%}
                    when r.{{ column }} not in ({% for word in words %}'{{ word }}'{{ ', ' if not loop.last }}{% endfor %})
                        then '{{ words_of(column) }} ''' || r.{{ column }} || ''' is none of {{ words | join(', ') }}; choose one of them'
                {% endfor -%}
                {% for column, link in links.items() -%}
                    when r.{{ column }} is not null and l{{ loop.index }}.known is null
                        then '{{ link.called }} ''' || r.{{ column }} || ''' is not known; add it or name another'
                {% endfor -%}
                {% for column in days + ends -%}
                    when r.{{ column }} < date '1900-01-01'
                        then '{{ words_of(column) }} ' || cast(r.{{ column }} as {{ dbt.type_string() }}) || ' cannot be; correct the date'
                {% endfor -%}
                {% for column in days -%}
                    when r.{{ column }} > date '2199-12-31'
                        then '{{ words_of(column) }} ' || cast(r.{{ column }} as {{ dbt.type_string() }}) || ' cannot be; correct the date'
                {% endfor -%}
                {% for first, last in pairs -%}
                    when r.{{ last }} < r.{{ first }}
                        then '{{ words_of(last) }} ' || cast(r.{{ last }} as {{ dbt.type_string() }}) || ' is before {{ words_of(first) }} ' || cast(r.{{ first }} as {{ dbt.type_string() }}) || '; correct one of them'
                {% endfor -%}
                {% for column in positive -%}
                    when r.{{ column }} < 0
                        then '{{ words_of(column) }} ' || cast(r.{{ column }} as {{ dbt.type_string() }}) || ' is below zero; post it on the other side'
                {% endfor -%}
                when false then ''
            end as fault
        from named as r
        {% for column, link in links.items() -%}
            left join (
                select distinct
                    entity_code,
                    {{ link.field }} as known
                from {{ link.to }}
            ) as l{{ loop.index }}
                on r.{{ column }} = l{{ loop.index }}.known and r.entity_code = l{{ loop.index }}.entity_code
        {% endfor %}
    )

    select
        entity_code,
        record,
        fault
    from judged
    where fault is not null
    {% if key -%}
        union all
        select
            entity_code,
            min(record) as record,
            'it stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; leave one of them' as fault
        from named
        where {{ key }} is not null
        group by
            entity_code,
            {{ key }}
        having count(*) > 1
    {%- endif %}
{% endtest %}
