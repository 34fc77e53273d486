// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_diagram.h"

#include "ui/labs/depth_diagram_sizes.h"
#include "ui/labs/depth_text.h"
#include "ui/plots/rich_text.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kMostInFull = 3;
constexpr int kWidth = 424;

/// How the blocks are shown: the first so many in full, and whether the last stands after a gap.
struct Plan {
    int full = 0;
    int more = 0;
    bool last = false; ///< in short

    double height(const DepthDiagram::Sizes& s) const;
};

} // namespace

DepthDiagram::Sizes::Sizes(double fullness, double width, int rowCount, double scale)
{
    const auto between
        = [fullness](double least, double most) { return least + fullness * (most - least); };
    label = between(17.0, 20.0);
    lead = between(14.0, 24.0);
    row = between(18.0, 28.0);
    gap = between(4.0, 8.0);
    padding = between(4.0, 6.0);
    below = between(7.0, 13.0);
    plus = between(16.0, 22.0);
    tail = between(3.0, 8.0);
    frame = 2 * padding + rowCount * row + (rowCount - 1) * gap;
    block = lead + frame + below + plus + tail;
    shortBlock = between(34.0, 44.0);
    more = between(20.0, 26.0);
    boxWidth = std::clamp(0.42 * width, 112.0, 178.0 * scale);
    centre = 0.485 * width;
    around = centre + boxWidth / 2 + 12.0 + std::clamp(0.08 * width, 12.0, 34.0);
}

namespace {

double Plan::height(const DepthDiagram::Sizes& s) const
{
    double sum = s.label + full * (s.block + s.label);
    if (more > 0)
        sum += s.more;
    if (last)
        sum += s.shortBlock + s.label;
    return sum;
}

double textScale(const Theme& theme)
{
    return theme.font(TextSize::Small).pixelSize() / static_cast<double>(TextSize::Small);
}

Plan planOf(int blocks, int inFull)
{
    Plan plan;
    plan.full = std::min(blocks, inFull);
    plan.last = blocks > plan.full;
    plan.more = plan.last ? blocks - plan.full - 1 : 0;
    return plan;
}

} // namespace

DepthDiagram::DepthDiagram(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("depth_diagram"));
    setAccessibleName(tr("Stack of residual blocks"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

int DepthDiagram::blocks() const
{
    return std::max(0, static_cast<int>(m_model.states.size()) - 1);
}

void DepthDiagram::setModel(DepthDiagramModel model)
{
    m_model = std::move(model);
    if (m_highlighted >= blocks())
        highlight(-1);
    arrange();
    describe();
    updateGeometry();
    update();
}

/// As high as the three blocks of the design; it can do with less.
QSize DepthDiagram::sizeHint() const
{
    const Sizes full(1.0, kWidth, static_cast<int>(m_model.rows.size()), textScale(m_theme));
    const int shown = blocks() > 0 ? blocks() : kMostInFull; // at first the room that is likely
    return { kWidth, static_cast<int>(std::ceil(planOf(shown, kMostInFull).height(full))) };
}

QSize DepthDiagram::minimumSizeHint() const
{
    return { 280, 240 };
}

DepthDiagram::Sizes DepthDiagram::sizes() const
{
    return { m_fullness, static_cast<double>(width()), static_cast<int>(m_model.rows.size()),
        textScale(m_theme) };
}

/// As many blocks in full, and as large, as there is room for.
void DepthDiagram::arrange()
{
    m_parts.clear();
    if (blocks() < 1)
        return;
    Plan plan;
    for (int full = kMostInFull; full >= 0; --full) {
        plan = planOf(blocks(), full);
        m_fullness = 0.0;
        const double least = plan.height(sizes());
        m_fullness = 1.0;
        const double most = plan.height(sizes());
        if (least > height() && full > 0)
            continue;
        m_fullness = most > least ? std::clamp((height() - least) / (most - least), 0.0, 1.0) : 1.0;
        break;
    }
    const Sizes s = sizes();
    double y = 0.0;
    const auto add = [&](Part::Kind kind, int index, double size) {
        m_parts.push_back({ kind, index, QRectF(0.0, y, width(), size) });
        y += size;
    };
    add(Part::Kind::State, 0, s.label);
    for (int block = 0; block < plan.full; ++block) {
        add(Part::Kind::Block, block, s.block);
        add(Part::Kind::State, block + 1, s.label);
    }
    if (plan.more > 0)
        add(Part::Kind::More, plan.more, s.more);
    if (plan.last) {
        add(Part::Kind::Short, blocks() - 1, s.shortBlock);
        add(Part::Kind::State, blocks(), s.label);
    }
}

void DepthDiagram::resizeEvent(QResizeEvent* event)
{
    arrange();
    QWidget::resizeEvent(event);
}

QRectF DepthDiagram::blockRect(int block) const
{
    for (const Part& part : m_parts)
        if ((part.kind == Part::Kind::Block || part.kind == Part::Kind::Short)
            && part.index == block)
            return part.box;
    return {};
}

void DepthDiagram::highlight(int block)
{
    if (block == m_highlighted)
        return;
    m_highlighted = block;
    describe();
    update();
    emit highlightChanged(block);
}

void DepthDiagram::mouseMoveEvent(QMouseEvent* event)
{
    int under = -1;
    for (const Part& part : m_parts)
        if ((part.kind == Part::Kind::Block || part.kind == Part::Kind::Short)
            && part.box.contains(event->position()))
            under = part.index;
    highlight(under);
}

void DepthDiagram::leaveEvent(QEvent* event)
{
    highlight(-1);
    QWidget::leaveEvent(event);
}

void DepthDiagram::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0 || blocks() < 1)
        return QWidget::keyPressEvent(event);
    highlight(std::clamp(m_highlighted + step, 0, blocks() - 1));
}

void DepthDiagram::focusOutEvent(QFocusEvent* event)
{
    highlight(-1);
    QWidget::focusOutEvent(event);
    update();
}

QString DepthDiagram::stateText(int index) const
{
    return QStringLiteral("<i>h</i><sub>%1</sub> = %2")
        .arg(index)
        .arg(pointText(m_model.states[static_cast<std::size_t>(index)]));
}

/// In words, for who does not see it.
void DepthDiagram::describe()
{
    if (blocks() < 1)
        return setAccessibleDescription({});
    QStringList rows;
    for (const QString& row : m_model.rows)
        rows << RichText(QString(row).replace(QLatin1String("%1"), QLatin1String("k"))).plain();
    QString text = tr("%1 blocks, each with %2 and a way around them. From %3 to %4.")
                       .arg(blocks())
                       .arg(rows.join(QStringLiteral(", ")), RichText(stateText(0)).plain(),
                           RichText(stateText(blocks())).plain());
    if (m_highlighted >= 0)
        text += tr(" Highlighted: block %1, which makes %2.")
                    .arg(m_highlighted + 1)
                    .arg(RichText(stateText(m_highlighted + 1)).plain());
    setAccessibleDescription(text);
}

} // namespace ui
