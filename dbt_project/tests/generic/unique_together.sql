{# Fails for every set of values that more than one row has; nulls count as a value. #}
{% test unique_together(model, columns) %}
    {{ config(meta={
        'speaks_of': 'entity' if 'entity_code' in columns else 'all',
        'says': '{table}: {record} stands {row_count} times. Leave one of them.',
    }) }}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
