// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_solver_list.h"

#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/curve_swatch.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/number_spin_box.h"

#include <QCheckBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <functional>

namespace ui {

namespace {

constexpr int kRowHeight = 30;
constexpr int kNumberWidth = 84;
constexpr int kCheckWidth = 25; // and no gap: the box is 16 px wide
constexpr double kDefaultStep = 0.1;
constexpr double kDefaultTolerance = 1e-4;

const QString kOwn = QStringLiteral("tableau"); // in the box of methods to add

/// The methods of a first lesson: two of each kind that the others are variations of.
constexpr std::array<std::string_view, 8> kStartingIds { "euler", "midpoint", "heun", "rk4",
    "bosh3", "dopri5", "backward-euler", "trapezoid" };

/// The steps of Figure 2 of the article.
double defaultStep(std::string_view id)
{
    return id == "euler" ? 0.05 : id == "rk4" ? 0.25 : kDefaultStep;
}

} // namespace

SolverSetting defaultSetting(const solvers::Method& method)
{
    return { std::string(method.id), method.id == "euler" || method.id == "rk4", method.adaptive(),
        defaultStep(method.id), kDefaultTolerance, {} };
}

SolverRow::SolverRow(Theme& theme, const SolverSetting& setting, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_own(setting.own)
    , m_method(m_own ? m_own->method() : setting.method())
    , m_check(new QCheckBox(this))
    , m_name(new ElidedLabel(methodName(m_method), this))
    , m_number(new NumberSpinBox(theme, this))
    , m_adaptive(setting.adaptive)
    , m_step(setting.step)
    , m_tolerance(setting.tolerance)
{
    const solvers::Method& method = m_method;
    const QString id = methodId(method);
    setFixedHeight(kRowHeight);
    m_check->setObjectName(QStringLiteral("solve_check_") + id);
    m_check->setAccessibleName(methodName(method));
    m_check->setToolTip(tr("%1, order %2 (%3)")
                            .arg(methodName(method), orderText(method, method.adaptive()),
                                fromCore(method.source)));
    m_number->setObjectName(QStringLiteral("solve_step_") + id);
    m_number->setFixedSize(kNumberWidth, metrics::kCompactHeight);
    m_name->setBuddy(m_check);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_check->setFixedWidth(kCheckWidth);
    row->addWidget(m_check);
    row->addSpacing(-8);
    row->addWidget(new CurveSwatch(theme, seriesStyle(id), this));
    row->addWidget(m_name, 1);
    row->addWidget(m_number);

    setSetting(setting);
    m_number->installEventFilter(this);
    m_name->installEventFilter(this);
    for (QLineEdit* edit : m_number->findChildren<QLineEdit*>())
        edit->installEventFilter(this);
    connect(&theme, &Theme::changed, this, &SolverRow::showTick);
    connect(m_check, &QCheckBox::toggled, this, [this] {
        showTick();
        emit changed();
    });
    connect(m_number, &NumberSpinBox::valueChanged, this, [this](double value) {
        (m_adaptive ? m_tolerance : m_step) = value;
        emit changed();
    });
    connect(m_number, &NumberSpinBox::validityChanged, this, &SolverRow::validityChanged);
    connect(m_number, &QAbstractSpinBox::editingFinished, this, &SolverRow::gestureEnded);
}

bool SolverRow::isTicked() const
{
    return m_check->isChecked();
}

void SolverRow::setTicked(bool ticked)
{
    m_check->setChecked(ticked);
}

void SolverRow::setAdaptive(bool adaptive)
{
    if (adaptive == m_adaptive || !m_method.adaptive())
        return;
    m_adaptive = adaptive;
    showMode();
    emit changed();
}

void SolverRow::setStep(double step)
{
    m_step = step;
    if (m_adaptive)
        setAdaptive(false);
    else
        m_number->setValue(step);
}

bool SolverRow::isValid() const
{
    return m_number->isValid();
}

SolverSetting SolverRow::setting() const
{
    return { std::string(m_method.id), isTicked(), m_adaptive, m_step, m_tolerance, m_own };
}

void SolverRow::setSetting(const SolverSetting& setting)
{
    m_step = setting.step;
    m_tolerance = setting.tolerance;
    m_adaptive = setting.adaptive && m_method.adaptive();
    showMode();
    const QSignalBlocker quiet(m_check);
    m_check->setChecked(setting.ticked);
    showTick();
}

void SolverRow::showTick()
{
    const bool ticked = m_check->isChecked();
    QPalette colors = m_name->palette();
    colors.setColor(QPalette::WindowText, ticked ? m_theme.tokens().text : m_theme.tokens().text3);
    m_name->setPalette(colors);
    m_name->setFont(m_theme.font(TextSize::Body));
    m_number->setEnabled(ticked);
}

void SolverRow::showMode()
{
    const QSignalBlocker quiet(m_number);
    m_number->setPrefix(m_adaptive ? QStringLiteral("tol") : QStringLiteral("<i>h</i>"));
    // Below 1e-13 rounding dominates every error estimate in double precision.
    m_number->setRange(m_adaptive ? 1e-13 : 1e-9, m_adaptive ? 0.5 : 1e6);
    m_number->setValue(m_adaptive ? m_tolerance : m_step);
    const QString name = methodName(m_method);
    m_number->setAccessibleName(
        m_adaptive ? tr("Tolerance of %1").arg(name) : tr("Step size of %1").arg(name));
    QString hint = m_adaptive
        ? tr("Tolerance of %1: relative and absolute error allowed in a step").arg(name)
        : tr("Step size of %1").arg(name);
    if (m_method.adaptive())
        hint += QLatin1Char('\n')
            + (m_adaptive ? tr("Click “tol” or right click for fixed steps.")
                          : tr("Click “h” or right click for a tolerance."));
    m_number->setDescription(hint);
}

bool SolverRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonRelease && watched == m_name) {
        m_check->click();
        return true;
    }
    if (event->type() == QEvent::MouseButtonPress && m_method.adaptive()) {
        // The room of the prefix "tol" or "h" is the left margin of the text.
        auto* edit = qobject_cast<QLineEdit*>(watched);
        auto* mouse = static_cast<QMouseEvent*>(event);
        if (edit && mouse->position().x() < edit->textMargins().left()) {
            openMenu(mouse->globalPosition().toPoint());
            return true;
        }
    } else if (event->type() == QEvent::ContextMenu && m_method.adaptive()) {
        openMenu(static_cast<QContextMenuEvent*>(event)->globalPos());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SolverRow::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_method.adaptive())
        openMenu(event->globalPos());
}

void SolverRow::openMenu(const QPoint& globalPosition)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* tolerance = menu->addAction(tr("Error control with a tolerance"));
    QAction* fixed = menu->addAction(tr("Fixed steps"));
    for (QAction* action : { tolerance, fixed })
        action->setCheckable(true);
    (m_adaptive ? tolerance : fixed)->setChecked(true);
    connect(tolerance, &QAction::triggered, this, [this] { setAdaptive(true); });
    connect(fixed, &QAction::triggered, this, [this] { setAdaptive(false); });
    menu->popup(globalPosition);
}

SolverList::SolverList(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_others(new ComboBox(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    for (const std::string_view id : kStartingIds)
        add(solvers::methodById(id));
    m_others->setObjectName(QStringLiteral("solve_add_solver"));
    m_others->setAccessibleName(tr("Add a solver"));
    m_others->setToolTip(tr("Add a solver\nPuts another method of the library on the list."));
    m_column->addSpacing(4);
    m_column->addWidget(m_others);
    offerOthers();
    connect(m_others, &QComboBox::activated, this, [this](int index) {
        const QString id = m_others->itemData(index).toString();
        m_others->setCurrentIndex(0);
        if (id == kOwn)
            emit ownWanted();
        else if (!id.isEmpty())
            add(solvers::methodById(id.toStdString()))->setTicked(true);
    });
}

SolverRow* SolverList::add(const solvers::Method& method)
{
    if (SolverRow* present = row(method.id))
        return present;
    return insert(defaultSetting(method));
}

SolverRow* SolverList::addOwn(const solvers::UserMethod& method)
{
    SolverSetting setting = defaultSetting(method.method());
    setting.own = method;
    setting.ticked = true;
    if (SolverRow* present = row(setting.id)) {
        std::erase(m_rows, present);
        delete present;
    }
    SolverRow* added = insert(setting);
    emit changed();
    return added;
}

SolverRow* SolverList::insert(const SolverSetting& setting)
{
    auto* added = new SolverRow(m_theme, setting, this);
    connect(added, &SolverRow::changed, this, &SolverList::changed);
    connect(added, &SolverRow::validityChanged, this, &SolverList::changed);
    connect(added, &SolverRow::gestureEnded, this, &SolverList::gestureEnded);
    // The registry is one array: addresses are in its order. The user's come last.
    const auto place = std::ranges::find_if(m_rows, [&](const SolverRow* other) {
        return !setting.own
            && (other->isOwn() || std::less<>()(&added->method(), &other->method()));
    });
    m_column->insertWidget(static_cast<int>(place - m_rows.begin()), added);
    m_rows.insert(place, added);
    offerOthers();
    return added;
}

std::vector<SolverSetting> SolverList::settings() const
{
    std::vector<SolverSetting> settings;
    for (const SolverRow* row : m_rows)
        settings.push_back(row->setting());
    return settings;
}

void SolverList::setSettings(const std::vector<SolverSetting>& settings)
{
    for (const SolverSetting& setting : settings) {
        SolverRow* present = row(setting.id);
        if (present != nullptr && present->setting().own.has_value() == setting.own.has_value()
            && !setting.own) {
            present->setSetting(setting);
            continue;
        }
        const solvers::Method& method = setting.method(); // throws before anything changes
        if (SolverRow* other = row(method.id)) {
            std::erase(m_rows, other);
            delete other;
        }
        insert(setting);
    }
    std::erase_if(m_rows, [&](SolverRow* row) {
        const std::string_view id = row->method().id;
        if (std::ranges::find(settings, id, &SolverSetting::id) != settings.end())
            return false;
        if (std::ranges::find(kStartingIds, id) != kStartingIds.end()) {
            SolverSetting unticked = defaultSetting(row->method());
            unticked.ticked = false;
            row->setSetting(unticked);
            return false;
        }
        delete row;
        return true;
    });
    offerOthers();
}

std::vector<SolverSetting> SolverList::defaults()
{
    std::vector<SolverSetting> settings;
    for (const std::string_view id : kStartingIds)
        settings.push_back(defaultSetting(solvers::methodById(id)));
    return settings;
}

void SolverList::offerOthers()
{
    const QSignalBlocker quiet(m_others);
    m_others->clear();
    m_others->addItem(tr("Add a solver…"));
    m_others->addItem(tr("Your own tableau…"), kOwn);
    for (const solvers::Method& method : solvers::methods())
        if (!row(method.id))
            m_others->addItem(tr("%1, order %2").arg(methodName(method)).arg(method.order()),
                fromCore(method.id));
}

SolverRow* SolverList::row(std::string_view id) const
{
    for (SolverRow* row : m_rows)
        if (row->method().id == id)
            return row;
    return nullptr;
}

int SolverList::tickedCount() const
{
    int ticked = 0;
    for (const SolverRow* row : m_rows)
        ticked += row->isTicked() ? 1 : 0;
    return ticked;
}

bool SolverList::isValid() const
{
    for (const SolverRow* row : m_rows)
        if (row->isTicked() && !row->isValid())
            return false;
    return true;
}

} // namespace ui
