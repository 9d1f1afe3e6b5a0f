"""The two national frameworks.

2015: 财预〔2015〕88号 (中央部门预算绩效目标管理办法), 成本指标 under 产出指标.
2021: 财预〔2021〕101号 (中央部门项目支出核心绩效目标和指标设置及取值指引), 成本指标 lifted to level one.
"""

from django.db import migrations

FRAMEWORKS = {
    ("2015年指标体系", "财预〔2015〕88号"): {
        "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
        "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
        "满意度指标": ["服务对象满意度指标"],
    },
    ("2021年指标体系", "财预〔2021〕101号"): {
        "成本指标": ["经济成本指标", "社会成本指标", "生态环境成本指标"],
        "产出指标": ["数量指标", "质量指标", "时效指标"],
        "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标"],
        "满意度指标": ["服务对象满意度指标"],
    },
}


def create(apps, schema_editor):
    Framework = apps.get_model("indicators", "Framework")
    Category = apps.get_model("indicators", "Category")
    for (name, authority), tree in FRAMEWORKS.items():
        framework = Framework.objects.create(name=name, authority=authority)
        for one, (level_one, level_twos) in enumerate(tree.items(), start=1):
            parent = Category.objects.create(framework=framework, name=level_one, position=one)
            for two, level_two in enumerate(level_twos, start=1):
                Category.objects.create(framework=framework, parent=parent, name=level_two, position=two)


def remove(apps, schema_editor):
    apps.get_model("indicators", "Framework").objects.filter(name__in=[name for name, _ in FRAMEWORKS]).delete()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunPython(create, remove)]
