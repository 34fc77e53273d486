// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_caption.h"

#include "ui/plots/rich_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QLabel>
#include <QPainter>
#include <QTextDocument>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kSideMargin = 14;
constexpr int kLineMargin = 8;
constexpr int kLineHeight = 20;

} // namespace

StepCaption::StepCaption(Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(name);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSideMargin, kLineMargin, kSideMargin, kLineMargin);
    column->setSpacing(2);
    const auto add = [&](const char* part, int size, TextColor color) {
        QLabel* label = makeLabel(theme, {}, size, color, false, this);
        label->setObjectName(name + QLatin1String(part));
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setMinimumHeight(kLineHeight);
        column->addWidget(label);
        return label;
    };
    m_stages = add("_stages", 13, TextColor::Text);
    m_moreStages = add("_more_stages", 13, TextColor::Text);
    m_formula = add("_formula", 13, TextColor::Text);
    m_outcome = add("_outcome", 12, TextColor::Text2);
    m_outcome->setWordWrap(true);
    m_outcome->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    for (QLabel* label : { m_stages, m_moreStages, m_formula })
        label->setTextFormat(Qt::RichText);
    column->addStretch();
    useMathFont();
    connect(&theme, &Theme::changed, this, &StepCaption::useMathFont); // after the labels' own
}

void StepCaption::useMathFont()
{
    for (QLabel* label : { m_stages, m_moreStages, m_formula })
        label->setFont(m_theme.mathFont(TextSize::Body, false));
    fit();
}

void StepCaption::setTexts(const StepTexts& texts)
{
    m_texts = texts;
    const QString numbers = texts.stages.full() + QStringLiteral("<br>") + texts.formula.full();
    setToolTip(texts.formula.head.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(numbers));
    setAccessibleDescription(QStringLiteral("%1; %2. %3")
                                 .arg(RichText(texts.stages.full()).plain(),
                                     RichText(texts.formula.full()).plain(), texts.outcome));
    m_outcome->setText(texts.outcome);
    fit();
}

double StepCaption::widthOf(const QString& text) const
{
    QTextDocument document;
    document.setDocumentMargin(0.0);
    document.setDefaultFont(m_stages->font());
    document.setHtml(text);
    return document.idealWidth();
}

qsizetype StepCaption::termsThatFit(const ElidableText& text) const
{
    const double room = width() - 2.0 * kSideMargin - 2.0;
    qsizetype shown = text.terms.size();
    while (shown > 0 && widthOf(text.text(shown)) > room)
        --shown;
    return shown;
}

void StepCaption::fit()
{
    // Stages that do not fit into one line get a second one.
    ElidableText first = m_texts.stages;
    ElidableText second;
    const qsizetype shown = termsThatFit(first);
    if (shown < first.terms.size()) {
        second.separator = first.separator;
        second.terms = first.terms.mid(std::max<qsizetype>(1, shown));
        first.terms = first.terms.mid(0, std::max<qsizetype>(1, shown));
    }
    m_stages->setText(first.full());
    m_moreStages->setText(second.text(termsThatFit(second)));
    m_moreStages->setVisible(!second.terms.isEmpty());
    m_formula->setText(m_texts.formula.text(termsThatFit(m_texts.formula)));
}

void StepCaption::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void StepCaption::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().border);
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
}

} // namespace ui
