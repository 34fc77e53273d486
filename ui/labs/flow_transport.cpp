// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/flow_transport.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kTick = 33; ///< ms
constexpr double kSeconds = 4.0; ///< that the whole depth plays
constexpr int kSliderWidth = 60; ///< at least
constexpr int kDepthWidth = 64;
constexpr int kPlayWidth = 74;
constexpr int kNarrow = 720; ///< below it a text is shorter

} // namespace

FlowTransport::FlowTransport(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_timer(new QTimer(this))
{
    setFixedHeight(metrics::kTransportHeight);
    setAccessibleName(tr("Play-back along depth"));
    m_timer->setInterval(kTick);
    connect(m_timer, &QTimer::timeout, this, &FlowTransport::tick);
    build();
    setDepths({});
}

QToolButton* FlowTransport::addButton(const char* icon, const char* name, const QString& title,
    const QString& key, int (*target)(int index, int last))
{
    QToolButton* button = makeIconButton(
        m_theme, QString::fromLatin1(icon), title, QStringLiteral("%1 (%2)").arg(title, key), this);
    button->setObjectName(QLatin1String(name));
    connect(button, &QToolButton::clicked, this, [this, target] {
        stopPlaying();
        setIndex(target(static_cast<int>(m_index), last()));
    });
    m_steps.push_back(button);
    return button;
}

void FlowTransport::build()
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(m_theme, {}, this);
    outer->addWidget(card);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(metrics::kCardGap);
    card->contentLayout()->addLayout(row, 1);
    row->addWidget(
        addButton("first", "flow_first", tr("Depth 0"), tr("Home"), [](int, int) { return 0; }));
    row->addWidget(addButton("step-back", "flow_back", tr("One state back"), tr("←"),
        [](int index, int) { return index - 1; }));
    m_play = makeButton(m_theme, ButtonKind::Primary, tr("Play"), QStringLiteral("play"), this);
    m_play->setObjectName(QStringLiteral("flow_play"));
    m_play->setMinimumWidth(kPlayWidth);
    m_play->setToolTip(tr("Play (Space)\nCarries the points along depth."));
    connect(m_play, &QPushButton::clicked, this, &FlowTransport::togglePlay);
    row->addWidget(m_play);
    row->addWidget(addButton("step-forward", "flow_forward", tr("One state forward"), tr("→"),
        [](int index, int) { return index + 1; }));
    row->addWidget(addButton(
        "last", "flow_last", tr("Final depth"), tr("End"), [](int, int last) { return last; }));
    const QString family = m_theme.mathFont(TextSize::Body).family();
    row->addSpacing(4);
    row->addWidget(makeLabel(m_theme, tr("Depth <i style=\"font-family:'%1'\">t</i>").arg(family),
        13, TextColor::Text, false, this));
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName(QStringLiteral("flow_slider"));
    m_slider->setAccessibleName(tr("Depth t"));
    m_slider->setToolTip(tr("Depth t\nTo which the points are carried."));
    m_slider->setMinimumWidth(kSliderWidth);
    connect(m_slider, &QSlider::valueChanged, this, [this](int index) {
        stopPlaying();
        setIndex(index);
    });
    row->addWidget(m_slider, 1);
    m_depth = new NumberSpinBox(m_theme, this);
    m_depth->setObjectName(QStringLiteral("flow_t"));
    m_depth->setAccessibleName(tr("Depth t"));
    m_depth->setStepping(NumberSpinBox::Stepping::Linear, 0.1);
    m_depth->setFixedWidth(kDepthWidth);
    connect(m_depth, &NumberSpinBox::valueChanged, this, [this](double depth) {
        stopPlaying();
        const auto near = std::ranges::min_element(
            m_depths, {}, [depth](double t) { return std::abs(t - depth); });
        if (near != m_depths.end()
            && static_cast<std::size_t>(near - m_depths.begin()) != m_index) {
            m_index = static_cast<std::size_t>(near - m_depths.begin());
            const QSignalBlocker quiet(m_slider);
            m_slider->setValue(static_cast<int>(m_index));
            emit moved(static_cast<int>(m_index));
        }
    });
    row->addWidget(m_depth);
    m_end = makeLabel(m_theme, {}, 13, TextColor::Text2, false, this);
    row->addWidget(m_end);
    m_components = new ComboBox(this);
    m_components->setObjectName(QStringLiteral("flow_components"));
    m_components->setAccessibleName(tr("Components shown"));
    m_components->setToolTip(tr("Components shown\nOf a state with more than two."));
    connect(m_components, &QComboBox::currentIndexChanged, this, [this] {
        const QPoint both = m_components->currentData().toPoint();
        emit componentsChosen(both.x(), both.y());
    });
    m_components->hide();
    row->addWidget(m_components);
    const auto check = [&](const char* name, const QString& title, const QString& tip) {
        auto* made = new QCheckBox(title, this);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(title);
        made->setToolTip(title + QLatin1Char('\n') + tip);
        made->setChecked(true);
        row->addWidget(made);
        return made;
    };
    m_paths = check("flow_paths", tr("Paths"), tr("The ways of the points since t = 0."));
    m_grid = check("flow_grid", tr("Carried grid"), tr("A grid of the input plane, carried too."));
    connect(m_paths, &QCheckBox::toggled, this, &FlowTransport::pathsToggled);
    connect(m_grid, &QCheckBox::toggled, this, &FlowTransport::gridToggled);
}

void FlowTransport::resizeEvent(QResizeEvent* event)
{
    shortenText();
    QWidget::resizeEvent(event);
}

/// Where the components stand too, there is no room for both words.
void FlowTransport::shortenText()
{
    m_grid->setText(width() < kNarrow && m_dimensions > 2 ? tr("Grid") : tr("Carried grid"));
}

void FlowTransport::setDepths(std::vector<double> depths)
{
    const bool atEnd = m_depths.empty() || static_cast<int>(m_index) == last();
    const double share = m_depths.size() < 2 ? 1.0 : m_depths[m_index] / m_depths.back();
    m_depths = std::move(depths);
    if (m_depths.size() < 2)
        stopPlaying();
    m_index = m_depths.empty() ? 0 : static_cast<std::size_t>(last());
    if (!atEnd && !m_depths.empty()) {
        const double wanted = share * m_depths.back();
        m_index
            = static_cast<std::size_t>(std::ranges::min_element(m_depths, {}, [wanted](double t) {
                  return std::abs(t - wanted);
              }) - m_depths.begin());
    }
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, last()));
        m_slider->setPageStep(std::max(1, last() / 10));
    }
    {
        const QSignalBlocker quiet(m_depth);
        m_depth->setRange(0.0, m_depths.empty() ? 0.0 : m_depths.back());
    }
    m_end->setText(m_depths.empty()
            ? QString()
            : tr("of <i style=\"font-family:'%1'\">T</i> = %2")
                  .arg(m_theme.mathFont(TextSize::Body).family(), settingText(m_depths.back())));
    show();
}

void FlowTransport::setDimensions(int dimensions)
{
    m_components->setVisible(dimensions > 2);
    m_end->setVisible(dimensions <= 2); // there is room for one of the two
    if (dimensions == m_dimensions)
        return;
    m_dimensions = dimensions;
    shortenText();
    const QSignalBlocker quiet(m_components);
    m_components->clear();
    for (int x = 0; x < std::min(dimensions, 4); ++x)
        for (int y = x + 1; y < std::min(dimensions, 4); ++y)
            m_components->addItem(tr("z%1, z%2").arg(x + 1).arg(y + 1), QPoint(x, y));
    // The dimension that was added is where the classes part.
    m_components->selectData(dimensions > 2 ? QPoint(0, 2) : QPoint(0, 1));
    emit componentsChosen(0, dimensions > 2 ? 2 : 1);
}

bool FlowTransport::isPlaying() const
{
    return m_timer->isActive();
}

void FlowTransport::setIndex(int index)
{
    if (m_depths.empty())
        return;
    const auto next = static_cast<std::size_t>(std::clamp(index, 0, last()));
    if (next == m_index)
        return;
    m_index = next;
    show();
    emit moved(static_cast<int>(m_index));
}

void FlowTransport::show()
{
    const bool any = m_depths.size() > 1;
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(m_index));
    }
    if (any) {
        const QSignalBlocker quiet(m_depth);
        m_depth->setValue(std::round(1000.0 * m_depths[m_index]) / 1000.0);
    }
    for (QWidget* part : { static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_play),
             static_cast<QWidget*>(m_depth), static_cast<QWidget*>(m_paths),
             static_cast<QWidget*>(m_grid) })
        part->setEnabled(any);
    for (std::size_t i = 0; i < m_steps.size(); ++i)
        m_steps[i]->setEnabled(any && (i < 2 ? m_index > 0 : static_cast<int>(m_index) < last()));
}

void FlowTransport::togglePlay()
{
    if (isPlaying()) {
        stopPlaying();
        return;
    }
    if (m_depths.size() < 2)
        return;
    if (static_cast<int>(m_index) == last())
        setIndex(0); // play once more from the start
    m_playedFrom = m_depths[m_index];
    m_clock.start();
    m_timer->start();
    m_play->setText(tr("Pause"));
    m_play->setAccessibleName(tr("Pause"));
    m_play->setIcon(m_theme.icon(QStringLiteral("pause"), IconRole::OnAccent));
}

void FlowTransport::stopPlaying()
{
    if (!isPlaying())
        return;
    m_timer->stop();
    m_play->setText(tr("Play"));
    m_play->setAccessibleName(tr("Play"));
    m_play->setIcon(m_theme.icon(QStringLiteral("play"), IconRole::OnAccent));
}

void FlowTransport::tick()
{
    const double depth = m_playedFrom
        + static_cast<double>(m_clock.elapsed()) / 1000.0 / kSeconds * m_depths.back();
    int index = static_cast<int>(m_index);
    while (index < last() && m_depths[static_cast<std::size_t>(index) + 1] <= depth)
        ++index;
    setIndex(index);
    if (index == last())
        stopPlaying();
}

} // namespace ui
