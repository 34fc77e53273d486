// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/dynamics_settings.h"
#include "ui/widgets/form_field.h"

#include <QList>
#include <QObject>

class QCheckBox;
class QLabel;
class QPushButton;

namespace ui {

class ComboBox;
class ExpressionEditor;
class NumberSpinBox;
class NumbersEdit;
class RegularisationFields;
class Section;
class Theme;

/// The settings of the view Learned dynamics: data, field, solver, training and the terms that keep
/// evaluations few.
///
/// Fields that a run cannot change are disabled while it is open, those that concern nothing too;
/// each then says why in its tooltip. Object names: dynamics_FIELD.
class DynamicsForm final : public QObject {
    Q_OBJECT
public:
    /// The sections of the inspector that the fields go into.
    struct Sections {
        Section* data;
        Section* field;
        Section* solver;
        Section* training;
        Section* terms;

        QList<Section*> all() const { return { data, field, solver, training, terms }; }
    };

    DynamicsForm(Theme& theme, const Sections& sections, QObject* parent);

    DynamicsSettings settings() const;
    void setSettings(const DynamicsSettings& settings); ///< what is not offered stays as it is
    DynamicsSource source() const { return settings().source(); }
    nn::DynamicsOptions options() const { return settings().options(); }
    QString sourceProblem() const; ///< why there are no data; empty if there are
    QString problem() const; ///< why no run can be started with this; empty if one can
    void setLocked(bool locked); ///< a run is open
    void setDefaults() { setSettings({}); } ///< the spiral
    void chooseProblem(const QString& id); ///< of the list; ignored for an unknown one
    bool isDrawing() const; ///< the data are a curve drawn with the mouse
    void setCurve(std::vector<std::array<double, 2>> points);
    void setFile(const QString& file); ///< takes a time series
    void cutOff(); ///< what the fields still emit while they go is not heard any more

signals:
    void sourceChanged(); ///< other data, a moment after the last change
    void changed(); ///< any field
    void liveChanged(); ///< terms, learning rate or budget
    void gestureEnded(); ///< a number or text has been entered

private:
    void addDataFields();
    void addTypedFields();
    void addFieldFields();
    void addSolverFields();
    void addTrainingFields();
    NumberSpinBox* number(Section* section, const char* name, const QString& title, double least,
        double most, bool integer);
    QWidget* pair(Section* section, QWidget* left, QWidget* right);
    void setUp(QWidget* widget, const QString& toolTip, bool live = false);
    QString obstacle(const QWidget* field) const; ///< why a field cannot be set; empty if it can
    QString kind() const; ///< data of the chosen source: an id, "typed", "curve" or "series"
    void pickSource();
    void refresh();
    void edited();
    void askForFile();

    Theme& m_theme;
    Sections m_sections;
    FormFields m_fields;
    bool m_filling = true;
    std::vector<std::array<double, 2>> m_curve;
    QString m_file;
    ComboBox* m_source = nullptr;
    QWidget* m_typed = nullptr;
    ExpressionEditor* m_rhs = nullptr;
    NumbersEdit* m_start = nullptr;
    NumberSpinBox* m_end = nullptr;
    NumberSpinBox* m_samples = nullptr;
    NumberSpinBox* m_noise = nullptr;
    QLabel* m_note = nullptr;
    QPushButton* m_choose = nullptr; ///< another file
    NumberSpinBox* m_depth = nullptr;
    NumberSpinBox* m_width = nullptr;
    ComboBox* m_activation = nullptr;
    QCheckBox* m_cube = nullptr;
    ComboBox* m_solver = nullptr;
    ComboBox* m_control = nullptr;
    NumberSpinBox* m_step = nullptr;
    NumberSpinBox* m_tolerance = nullptr;
    ComboBox* m_gradient = nullptr;
    ComboBox* m_optimizer = nullptr;
    NumberSpinBox* m_rate = nullptr;
    NumberSpinBox* m_steps = nullptr;
    ComboBox* m_mode = nullptr;
    NumberSpinBox* m_pieces = nullptr;
    NumberSpinBox* m_horizon = nullptr;
    NumberSpinBox* m_segments = nullptr;
    NumberSpinBox* m_seed = nullptr;
    RegularisationFields* m_terms = nullptr;
};

} // namespace ui
